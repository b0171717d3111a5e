/** What a contender is told by its environment. */

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const table = variable('BENCH_TABLE');
export const secretId = variable('BENCH_SECRET');

/** What the secret holds. */
export interface Credentials {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}
