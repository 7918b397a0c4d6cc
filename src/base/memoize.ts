/**
 * `make`, called only once for each key. Results under objects are kept for as long as somebody holds the object, others
 * for as long as the function itself; what `make` throws is thrown again by the next call's `make`.
 */
export function memoize<V>(make: () => V): () => V
export function memoize<K, V>(make: (key: K) => V): (key: K) => V
export function memoize<K, V>(make: (key?: K) => V): (key?: K) => V {
  const byObject = new WeakMap<object, { readonly value: V }>()
  const byValue = new Map<unknown, { readonly value: V }>()
  return (key) => {
    const known = isObject(key) ? byObject.get(key) : byValue.get(key)
    if (known) return known.value
    const made = { value: make(key) }
    if (isObject(key)) byObject.set(key, made)
    else byValue.set(key, made)
    return made.value
  }
}

const isObject = (key: unknown): key is object =>
  (typeof key === 'object' && key !== null) || typeof key === 'function'
