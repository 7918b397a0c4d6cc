/**
 * Wraps `make` so that it is called only once for each key. Results for object keys are kept as long as the object is
 * reachable, others as long as the function itself. Exceptions are not cached: the next call runs `make` again.
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
