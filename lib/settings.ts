/** What a function is told by its environment, checked as a whole before the first message. */
import * as z from 'zod/mini';
import { entityId } from '../events/fields.ts';
import { check } from './check.ts';
import { unpackEntityIds } from './entity-id.ts';
import { ServiceError } from './errors.ts';

export const text = z.string({ error: 'is not set' }).check(z.minLength(1, { error: 'is empty' }));
const notSeconds = { error: 'must be a number of seconds above 0' };
const duration = z.pipe(
  z.coerce.number(notSeconds).check(z.positive(notSeconds)),
  z.transform((seconds) => seconds * 1000),
);

/** How many days something is kept. */
export const retentionDays = z.coerce.number().check(z.int(), z.minimum(1));

/** The domain of usernames as a person writes it. */
export const writtenDomain = z
  .string()
  .check(z.regex(/^[a-z\d-]+(\.[a-z\d-]+)+$/i, { error: 'must be a domain, such as example.com' }));

/** How many logins may be protected. */
export const maxProtectedUsernames = 20;

/** The login of a user whose access is never revoked. Lists separate them by commas. */
export const protectedUsername = z
  .string()
  .check(z.regex(/^[^,\p{Cc}\p{Cs}]{1,255}$/u, { error: 'must be a login of Zuora, without a comma' }));

const domain = z.pipe(
  writtenDomain,
  z.transform((name) => name.toLowerCase()),
);

/** Separated by commas. Only the empty text is the empty list: a list that has lost its members must not allow all. */
function listOf(member: z.ZodMiniType<string, string>, unpack?: (list: string) => readonly string[] | undefined) {
  const members = z.transform((list: string) => {
    const written = list === '' ? [] : list.split(',').map((item) => item.trim());
    return [...(unpack?.(list) ?? written)];
  });
  return z.pipe(z.pipe(z._default(z.string(), ''), members), z.array(member));
}

/** Durations: variables that end in `_SECONDS` hold seconds; the settings hold milliseconds. */
export const durations = {
  functionTimeout: duration,
  visibilityTimeout: duration,
  readTimeout: duration,
  writeTimeout: duration,
  /** Kept free at the end of an invocation for the ledger and the queue. */
  margin: duration,
  /** A call to the ledger, a queue or the secret, with its repeats. */
  awsTimeout: duration,
  /** How long Zuora may work on a call after the client has gone. */
  zuoraLimit: duration,
  /** How long after its invocation, or after an unanswered write, a record stays its owner's. */
  leaseGrace: duration,
  retryBase: duration,
  retryCap: duration,
  retryAfterCap: duration,
  /** How long after its first receipt a message is tried. */
  retryWindow: duration,
  /** The most that chance adds to a delay, so that messages do not come back all at once. */
  spread: duration,
  queueRetention: duration,
  messageAgeLimit: duration,
  /** How old an event that gives access may be. */
  staleAfter: duration,
  ledgerRetention: duration,
  secretCache: duration,
  secretReread: duration,
  /** How long, at the least, a rejected OAuth client is left alone. */
  rejection: duration,
};

/** Messages under way at once in a container: as many as a batch has. */
export const maxCallsInFlight = 10;

/** What every function is told. */
export const commonSettings = {
  /** `local` is the only stage in which Zuora may be a loopback address. */
  stage: text,
  ledger: text,
  /** Messages under way at once; each makes one call to Zuora at a time, if any. */
  callsInFlight: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(maxCallsInFlight)),
  /** The only entities that an event may concern; all when empty. */
  allowedEntityIds: listOf(entityId, unpackEntityIds),
  /** The only domains that usernames may have; all when empty. */
  allowedUsernameDomains: listOf(domain),
  ...durations,
};

/** What a function is told that takes events. */
export const eventSettings = { ...commonSettings, deadLetterQueue: text };

/** What a function is told that works on linked accounts. */
export const functionSettings = {
  ...commonSettings,
  secret: text,
  /** The table of linked accounts. */
  accounts: text,
  /** The table of the audit log, and how many days it keeps an entry. */
  audit: text,
  auditRetentionDays: retentionDays,
  /** The entities in which the service approves its own requests. */
  automaticEntityIds: listOf(entityId, unpackEntityIds),
  /** The logins whose access is never revoked. */
  protectedUsernames: listOf(protectedUsername),
};

/** What a function is told that takes events and works on linked accounts. */
export const settings = { ...functionSettings, ...eventSettings };

/** What a stage says of access, apart from its limits. */
export type AccessSettings = Pick<FunctionSettings, 'automaticEntityIds' | 'protectedUsernames'>;

export type CommonSettings = Readonly<z.infer<z.ZodMiniObject<typeof commonSettings>>>;

export type EventSettings = Readonly<z.infer<z.ZodMiniObject<typeof eventSettings>>>;

export type FunctionSettings = Readonly<z.infer<z.ZodMiniObject<typeof functionSettings>>>;

export type Settings = Readonly<z.infer<z.ZodMiniObject<typeof settings>>>;

const prefix = 'ZUORA_ACCESS_';

/** The variable of a setting: of `readTimeout`, `ZUORA_ACCESS_READ_TIMEOUT_SECONDS`. */
export function variableOf(setting: string): string {
  const words = setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return `${prefix}${words}${setting in durations ? '_SECONDS' : ''}`;
}

/** A message starts only with time for all three steps: look, act, look again. */
export function timeToStart({ readTimeout, writeTimeout, margin }: CommonSettings): number {
  return 2 * readTimeout + writeTimeout + margin;
}

const minute = 60_000;
const twelveHours = 720 * minute;

/** What must hold between the numbers for the promises to hold. */
const relations: readonly [holds: (s: CommonSettings) => boolean, otherwise: string][] = [
  [
    (s) => s.visibilityTimeout >= 6 * s.functionTimeout,
    `${variableOf('visibilityTimeout')}: must be at least 6 times ${variableOf('functionTimeout')}, or a message is delivered again while it is worked on`,
  ],
  [
    (s) => s.functionTimeout >= timeToStart(s),
    `${variableOf('functionTimeout')}: must leave room for two reads, a write and the margin, or no message is ever started`,
  ],
  [
    (s) => s.margin >= 5 * s.awsTimeout,
    `${variableOf('margin')}: must be at least 5 times ${variableOf('awsTimeout')}: a message ends with two writes to the ledger, a queue's address, a dead letter and a change of visibility`,
  ],
  [
    (s) => s.zuoraLimit >= s.writeTimeout,
    `${variableOf('zuoraLimit')}: must not be below ${variableOf('writeTimeout')}: Zuora may work on a call for longer than we listen`,
  ],
  [
    (s) => s.leaseGrace > s.zuoraLimit,
    `${variableOf('leaseGrace')}: must exceed ${variableOf('zuoraLimit')}, or a call is repeated while Zuora still works on it`,
  ],
  [(s) => s.spread >= 1000, `${variableOf('spread')}: must be at least 1, or messages come back all at once`],
  [
    (s) => s.retryBase <= s.retryCap && s.retryCap <= s.retryAfterCap,
    `${variableOf('retryCap')}: must lie between ${variableOf('retryBase')} and ${variableOf('retryAfterCap')}`,
  ],
  [
    (s) => Math.max(s.retryAfterCap, s.leaseGrace) + s.spread + s.functionTimeout + minute < twelveHours,
    `${variableOf('retryAfterCap')} and ${variableOf('leaseGrace')}: must stay below 12 hours, SQS's maximum visibility timeout`,
  ],
  [
    (s) => s.retryWindow < s.messageAgeLimit,
    `${variableOf('retryWindow')}: must be below ${variableOf('messageAgeLimit')}`,
  ],
  [
    (s) => s.messageAgeLimit < s.staleAfter,
    `${variableOf('staleAfter')}: must exceed ${variableOf('messageAgeLimit')}, or an event grows stale while it is retried`,
  ],
  [
    (s) => s.staleAfter < s.ledgerRetention,
    `${variableOf('staleAfter')}: must be below ${variableOf('ledgerRetention')}, or what took access is forgotten before what gave it is too old`,
  ],
  [
    (s) => s.messageAgeLimit + s.retryAfterCap + s.spread < s.queueRetention,
    `${variableOf('messageAgeLimit')}: must be below ${variableOf('queueRetention')} by more than the longest delay, or SQS deletes messages`,
  ],
];

/** Reads the settings of a function that takes events and works on linked accounts. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  return readEnvironment(z.strictObject(settings), environment);
}

/**
 * Reads the settings from the variables that begin with `ZUORA_ACCESS_`.
 *
 * @param schema the settings that every function has, and a function's own
 * @throws ServiceError `bad-settings`, naming every variable that is missing, unknown, malformed or at odds with another
 */
export function readEnvironment<S extends CommonSettings>(
  schema: z.ZodMiniType<S> & { readonly def: { readonly shape: object } },
  environment: Record<string, string | undefined>,
): S {
  const settingOf = new Map(Object.keys(schema.def.shape).map((setting) => [variableOf(setting), setting]));
  const entries = Object.entries(environment).filter(([name]) => name.startsWith(prefix));
  const result = check(
    schema,
    Object.fromEntries(entries.map(([name, value]) => [settingOf.get(name) ?? name, value])),
  );
  if (!result.success) {
    // The field of a list's member is the list's, with its index behind a dot.
    const named = (name: string) => (name in schema.def.shape ? variableOf(name) : name);
    throw badSettings(result.problems.map(({ field, problem }) => `${field.replace(/\w+/, named)}: ${problem}`));
  }
  const broken = relations.filter(([holds]) => !holds(result.data));
  if (broken.length > 0) throw badSettings(broken.map(([, otherwise]) => otherwise));
  return result.data;
}

function badSettings(problems: string[]): ServiceError {
  return new ServiceError('bad-settings', ['The environment does not fit:', ...problems].join('\n- '));
}
