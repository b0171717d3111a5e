/** The options of the soak. */
import { parseArgs } from 'node:util';

export const usage = `Usage: npm run soak -- [--messages N] [--seed N]

Sends messages through a local stack while Zuora, the functions and the secret fail. Then checks that none is lost and
none is applied twice. Exit code: 1 if a promise is broken, 2 if the check could not finish. The report goes to
bench/results/.

  --messages N  number of messages (default: 2000)
  --seed N      a whole number; the same seed makes the same schedule (default: 1)
`;

export interface SoakOptions {
  readonly messages: number;
  readonly seed: number;
}

/** @throws Error that says what is wrong with the command line */
export function parseSoakOptions(args: readonly string[]): SoakOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return { messages: wholeNumber('--messages', values.messages, 1), seed: wholeNumber('--seed', values.seed, 0) };
}

/** @throws Error that names the allowed values */
export function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= least) return number;
  throw new Error(`${option} is '${text}'. Give a whole number from ${least} to 999999999.`);
}
