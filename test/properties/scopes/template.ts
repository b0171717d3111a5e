/** Text with its names taken out: two texts that differ only in owners and in times have the same template. */

export interface Template {
  /** A number for each text without names. */
  readonly id: number;
  /** In the order of the text. */
  readonly names: readonly string[];
}

/** Owners, times in milliseconds, and times in seconds. */
const names = /owner-\d+-\d+-|\b1\d{12}\b|\b1\d{9}\b/g;

export class Templates {
  readonly #ids = new Map<string, number>();
  readonly #known = new WeakMap<object, Template>();

  /** @param text of the object, which never changes */
  of(object: object, text: () => string): Template {
    const known = this.#known.get(object);
    if (known) return known;
    const whole = text();
    const template = { id: this.#idOf(whole.replace(names, '_')), names: whole.match(names) ?? [] };
    this.#known.set(object, template);
    return template;
  }

  /** One after the other. */
  join(object: object, all: () => readonly Template[]): Template {
    const known = this.#known.get(object);
    if (known) return known;
    const parts = all();
    const id = this.#idOf(parts.map((part) => part.id).join(' '));
    const template = { id, names: parts.flatMap((part) => part.names) };
    this.#known.set(object, template);
    return template;
  }

  #idOf(text: string): number {
    const id = this.#ids.get(text) ?? this.#ids.size;
    this.#ids.set(text, id);
    return id;
  }
}
