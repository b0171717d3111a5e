/** What the comments of a contract's file tell publishers. Texts for publishers alone would make every function larger. */

export interface DocComments {
  /** The first line of the file: what the event asks for or reports, without the full stop. */
  readonly title: string | undefined;
  /** What a field of `data` means, by its name. */
  readonly notes: ReadonlyMap<string, string>;
}

/** @param source of the contract; a comment counts if it is one line */
export function readDocComments(source: string): DocComments {
  const title = /^\/\*\* (.+?)\.? \*\/\n/.exec(source)?.[1];
  const fields = source.matchAll(/^ +\/\*\* (.+?)\.? \*\/\n +(\w+)\b/gm);
  return { title, notes: new Map([...fields].map(([, note = '', field = '']) => [field, note])) };
}
