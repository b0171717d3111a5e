/** What EventBridge Pipes makes of a template and a record: texts stand in quotes, and an object stands as it is. */
export function filled(template: unknown, record: object): unknown {
  const text = String(template).replaceAll(/<\$\.([\w.]+)>/g, (_, path: string) => {
    const value = path.split('.').reduce((part: unknown, key) => Reflect.get(Object(part), key), record);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
