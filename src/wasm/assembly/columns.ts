/** AssemblyScript. Growing runs of 32-bit words and of bytes. JavaScript reads their fields in this order. */
import { copy } from './byte-runs'

const MIN_CAPACITY: u32 = 64
/** Bytes are read eight at a time, and so past their end. */
const SLACK: usize = 8
const SHORT: u32 = 64

export class Column {
  data: usize
  length: u32 = 0
  capacity: u32

  constructor(capacity: u32) {
    this.capacity = max(capacity, MIN_CAPACITY)
    this.data = heap.alloc((<usize>this.capacity) << 2)
  }

  at(i: u32): u32 {
    return load<u32>(this.data + ((<usize>i) << 2))
  }

  set(i: u32, value: u32): void {
    store<u32>(this.data + ((<usize>i) << 2), value)
  }

  push(value: u32): void {
    if (this.length === this.capacity) this.reserve(this.length + 1)
    this.set(this.length++, value)
  }

  append(source: usize, count: u32): void {
    this.reserve(this.length + count)
    memory.copy(this.data + ((<usize>this.length) << 2), source, (<usize>count) << 2)
    this.length += count
  }

  /** Lengthens the column to at least `length` rows of zeros. */
  extend(length: u32): void {
    if (length <= this.length) return
    this.reserve(length)
    memory.fill(this.data + ((<usize>this.length) << 2), 0, (<usize>(length - this.length)) << 2)
    this.length = length
  }

  reserve(length: u32): void {
    if (length <= this.capacity) return
    this.capacity = max(length, this.capacity * 2)
    this.data = heap.realloc(this.data, (<usize>this.capacity) << 2)
  }
}

export class Bytes {
  data: usize
  length: u32 = 0
  capacity: u32

  constructor(capacity: u32) {
    this.capacity = max(capacity, MIN_CAPACITY)
    this.data = heap.alloc(<usize>this.capacity + SLACK)
  }

  append(source: usize, size: u32): void {
    this.reserve(this.length + size)
    const end = this.data + this.length
    // Most texts are short, and to copy them in a loop costs less than the call.
    if (size < SHORT) copy(end, source, size)
    else memory.copy(end, source, size)
    this.length += size
  }

  /** Appends a number of 32 bits, the least significant byte first. */
  push32(value: u32): void {
    this.reserve(this.length + 4)
    store<u32>(this.data + this.length, value)
    this.length += 4
  }

  /** Appends the lowest eight bits. */
  push(byte: u32): void {
    this.reserve(this.length + 1)
    store<u8>(this.data + this.length++, <u8>byte)
  }

  reserve(length: u32): void {
    if (length <= this.capacity) return
    this.capacity = max(length, this.capacity * 2)
    this.data = heap.realloc(this.data, <usize>this.capacity + SLACK)
  }
}
