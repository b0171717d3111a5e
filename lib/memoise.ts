/** Keeps what was computed of an object. */

/**
 * Computes a value once for each object, and forgets it with the object.
 *
 * @param compute of an object that never changes
 */
export function memoise<Key extends object, Value extends object | string>(
  compute: (key: Key) => Value,
): (key: Key) => Value {
  const values = new WeakMap<Key, Value>();
  return (key) => {
    const value = values.get(key) ?? compute(key);
    values.set(key, value);
    return value;
  };
}
