/** AssemblyScript. Distinct numbers of 64 bits, in the order in which they were added. */

/** 2^64 by the golden ratio: its multiples are spread evenly. */
const GOLDEN: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15

export class NumberSet {
  /** The numbers. */
  data: usize = heap.alloc(64)
  length: u32 = 0
  private capacity: u32 = 8
  /** Open addressing; one more than a position, 0 is empty. The size is a power of two. */
  private slots: usize = 0
  private slotCount: u32 = 0
  private mask: u32 = 0

  /** Empties the set, for up to `count` numbers. */
  clear(count: u32): void {
    this.length = 0
    let slots: u32 = 16
    while (slots < count * 2) slots <<= 1
    if (slots > this.slotCount) {
      this.slots = heap.alloc((<usize>slots) << 2)
      this.slotCount = slots
    }
    if (count > this.capacity) {
      this.data = heap.alloc((<usize>count) << 3)
      this.capacity = count
    }
    this.mask = slots - 1
    memory.fill(this.slots, 0, (<usize>slots) << 2)
  }

  /** The position of a number, which is added if it is new. */
  add(value: i64): u32 {
    let slot = <u32>((<u64>value * GOLDEN) >> 40) & this.mask
    let known = this.slotAt(slot)
    while (known !== 0 && load<i64>(this.data + ((<usize>(known - 1)) << 3)) !== value) {
      slot = (slot + 1) & this.mask
      known = this.slotAt(slot)
    }
    if (known !== 0) return known - 1
    store<i64>(this.data + ((<usize>this.length) << 3), value)
    store<u32>(this.slots + ((<usize>slot) << 2), this.length + 1)
    return this.length++
  }

  private slotAt(slot: u32): u32 {
    return load<u32>(this.slots + ((<usize>slot) << 2))
  }
}
