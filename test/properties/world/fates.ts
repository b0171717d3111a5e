/** What may become of a call that leaves a process. */

export type Fate =
  | { readonly kind: 'goes well' }
  /** It never arrives, and the caller is not answered. */
  | { readonly kind: 'is not sent' }
  /** It takes effect, and the caller is not answered. */
  | { readonly kind: 'loses its answer' }
  /** It takes effect twice: the AWS SDK repeats by itself what was not answered. */
  | { readonly kind: 'is repeated' }
  /** Zuora works on it for so many milliseconds, whoever is still listening. */
  | { readonly kind: 'takes long'; readonly milliseconds: number }
  /** Zuora does nothing, and answers so. */
  | ({ readonly kind: 'is refused' } & Refusal)
  /** Zuora does it, and a gateway on the way answers so. */
  | { readonly kind: 'is masked'; readonly status: number };

interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** `{token}` stands for the token that the call came with. */
  readonly body: string;
}

const goesWell: Fate = { kind: 'goes well' };

function reason(code: number | string): Refusal {
  return { status: 200, body: JSON.stringify({ success: false, reasons: [{ code, message: 'Refused {token}' }] }) };
}

/** Every kind of failed answer that the service tells apart. */
export const refusals: readonly Refusal[] = [
  { ...reason('90000011'), status: 401 },
  { ...reason(70), status: 429, headers: { 'RateLimit-Reset': '600' } },
  { ...reason(50000070), status: 429, headers: { 'Retry-After': '120' } },
  { status: 500, body: '{"reasons":[{"code":"SystemError","message":"internal server error"}]}' },
  { status: 503, headers: { 'Retry-After': '40' }, body: 'Service Unavailable {token}' },
  { status: 422, body: '{"message":"The key is another call\'s"}' },
  { status: 400, body: '<html>' },
  { status: 403, body: '<html>' },
  { status: 408, body: '{"message":"Request Timeout"}' },
  reason(90000020),
  { status: 200, body: '<html>' },
  {
    status: 200,
    body: JSON.stringify({ success: false, reasons: [{ code: 50000060, message: 'x'.repeat(500_000) }] }),
  },
  ...[50000010, 50000020, 50000030, 50000040, 50000050, 50000060, 50000061, 50000099].map(reason),
];

/** Fates planted for effects to come, by the effect's name; each strikes once. */
export class Fates {
  #planted: { readonly effect: string; readonly fate: Fate }[] = [];

  plant(effect: string, fate: Fate): void {
    this.#planted.push({ effect, fate });
  }

  clear(): void {
    this.#planted = [];
  }

  take(effect: string): Fate {
    const index = this.#planted.findIndex((planted) => planted.effect === effect);
    return index < 0 ? goesWell : (this.#planted.splice(index, 1)[0]?.fate ?? goesWell);
  }
}
