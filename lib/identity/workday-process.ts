/**
 * What the business processes of Workday mean for a person's access. Names are compared as a whole, so that no word
 * inside another name, such as that of a questionnaire, makes a leaver.
 */
import { memoise } from '../memoise.ts';
import type { Conventions, WorkdayProcesses } from './conventions.ts';

export type EngagementChange = 'joined' | 'left' | 'changed';

export type ProcessMeaning =
  | { readonly is: 'change'; readonly change: EngagementChange }
  /** Gives another date for a change that was announced. */
  | { readonly is: 'moved'; readonly change: 'joined' | 'left' }
  /** The earlier process does not count any more. */
  | { readonly is: 'taken-back'; readonly change: EngagementChange }
  /** A contract ends later than announced. */
  | { readonly is: 'extended' }
  | { readonly is: 'meaningless' }
  /** Its name has a word for the begin or the end of an engagement, and is none that is known. */
  | { readonly is: 'unclear' }
  | { readonly is: 'unknown' };

/** Each word of a name is followed by a blank. */
const who = '(?:(?:an?|the|employees?|workers?|contingent|contractors?|consultants?) )*';
const which = '(?:(?:new|voluntary|involuntary|immediate|employees?|workers?|contingent|contractors?|contract) )*';
const how = '(?:(?:voluntary|involuntary|retirement|resignation|redundancy|immediate|mass) )*';
const moves = '(?:change|update|edit|move|correct|adjust|amend|postpone|extend)';
const leaves = names(
  `${how}(?:terminate|offboard|separate|dismiss|retire) ${who}(?:contract |employment )?${how}`,
  `${how}${which}(?:termination|separation|offboarding|dismissal) (?:of ${who}(?:contract |employment )?)?${how}`,
  `end (?=.)${who}(?:contract |employment |engagement )?`,
  `(?:${which}contract end |end of ${who}(?:contract |employment |engagement ))`,
);
const joins = names(
  `(?:hire |rehire |re hire |onboard |contract (?=.))${who}`,
  `${which}(?:hire|rehire|re hire|onboarding) `,
  `(?:start ${who}contract |add additional job )`,
);

/** The first match wins. A resignation is meaningless: the termination that follows has the date. */
const meanings: readonly { readonly names: RegExp; readonly meaning: ProcessMeaning }[] = [
  {
    names: names(
      '(?:to do|todo|task|notification|notify|reminder) (?:.+ )?',
      '.+ (?:questionnaire|checklist|survey|interview|letter|notification|reminder|tasks?|to do|todo|documents?) ',
      '(?:(?:submit|rescind|withdraw) )?(?:employee |worker )?resignation ',
      '(?:(?:request|enter|correct|cancel) )?(?:time off|absence) ',
    ),
    meaning: { is: 'meaningless' },
  },
  {
    names: names(`(?:report |record )?(?:${which}hire )?no show (?:hire )?${who}`),
    meaning: { is: 'taken-back', change: 'joined' },
  },
  { names: leaves, meaning: { is: 'change', change: 'left' } },
  { names: joins, meaning: { is: 'change', change: 'joined' } },
  {
    names: names(
      `${moves} ${who}(?:termination date|(?:contract|employment) end date|end employment date|last day of work) `,
      `${which}(?:termination|contract end) date (?:change|update|correction|extension) `,
    ),
    meaning: { is: 'moved', change: 'left' },
  },
  {
    names: names(
      `${moves} ${who}(?:hire date|(?:contract|employment) start date|first day of work) `,
      `${which}(?:hire|contract start) date (?:change|update|correction) `,
    ),
    meaning: { is: 'moved', change: 'joined' },
  },
  {
    names: names(
      `(?:extend|renew) ${who}(?:contract|employment|engagement) `,
      `${which}contract (?:extension|renewal) `,
    ),
    meaning: { is: 'extended' },
  },
  {
    names: names(
      '(?:.+ )?(?:change|transfer|promote|promotion|demote|demotion|move|assign|reassign|lateral) (?:.+ )?',
      '(?:.+ )?(?:reorgani[sz]ation|(?:re)?assignments?|data edit|edit position|additional job) (?:.+ )?',
    ),
    meaning: { is: 'change', change: 'changed' },
  },
];

const engagementWord =
  /(?:^| )(?:terminat\S*|separat\S*|offboard\S*|dismiss\S*|retir(?:e|es|ed|ing|ement)|(?:re)?hir(?:e|es|ed|ing)|onboard\S*) /;

/** Before or after the name of the process that they undo or correct. */
const takesBack =
  /^(?:rescind|rescinded|cancel|cancell?ed|reverse|reversed|withdraw|withdrawn) | (?:rescinded|rescission|cancell?ed|cancellation|reversed|reversal|withdrawn) $/;
const corrects = /^(?:correct|amend) | (?:correction) $/;

const noProcesses: WorkdayProcesses = {};

/** @param name as a report has it */
export function meaningOf(name: string, { workday = noProcesses }: Conventions): ProcessMeaning {
  const plain = comparableProcess(name);
  const own = ownMeaningsOf(workday).get(plain);
  if (own !== undefined) return own;
  const meaning = builtInMeaning(plain);
  if (meaning.is !== 'unknown') return meaning;
  // What follows a dash may be the worker's name, or a word that counts.
  const meaningBeforeDash = builtInMeaning(comparableProcess(processBeforeDash(name)));
  return meaningBeforeDash.is === 'unknown' ? meaning : { is: 'unclear' };
}

/** The name without what follows a dash between blanks. */
export function processBeforeDash(name: string): string {
  return name.split(/\s+[-\u2010-\u2015\u2212]+\s+/, 1)[0] ?? '';
}

/** For the names of one policy: in lower case, without the worker's name after a colon, and without punctuation. */
export function comparableProcess(name: string): string {
  const [process = ''] = name.normalize().toLowerCase().split(':');
  return (process.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map((word) => `${word} `).join('');
}

const ownMeanings: readonly (readonly [list: keyof WorkdayProcesses, meaning: ProcessMeaning])[] = [
  ['leaver', { is: 'change', change: 'left' }],
  ['joiner', { is: 'change', change: 'joined' }],
  ['mover', { is: 'change', change: 'changed' }],
  ['ignored', { is: 'meaningless' }],
];

/** By their names. A policy has each name once. A report may have many rows, and a policy many names. */
const ownMeaningsOf = memoise((workday: WorkdayProcesses): ReadonlyMap<string, ProcessMeaning> => {
  const named = ownMeanings.flatMap(([list, meaning]) =>
    (workday[list] ?? []).map((name) => [comparableProcess(name), meaning] as const),
  );
  return new Map(named);
});

function builtInMeaning(name: string): ProcessMeaning {
  // A definition for a part of the company: "Terminate Employee for Example Ltd."
  const [core = ''] = name.replace(/ (?:default definition|event|business process) $/, ' ').split(/(?<= )for /);
  const found = meanings.find(({ names }) => names.test(core));
  const undone = takesBack.test(core) ? changeIn(core.replace(takesBack, '').trim()) : undefined;
  if (undone !== undefined && found?.meaning.is !== 'meaningless') return { is: 'taken-back', change: undone };
  const corrected = corrects.test(core) ? changeIn(core.replace(corrects, '').trim()) : undefined;
  if (corrected === 'joined' || corrected === 'left') return { is: 'moved', change: corrected };
  return found?.meaning ?? { is: engagementWord.test(core) ? 'unclear' : 'unknown' };
}

function changeIn(name: string): EngagementChange | undefined {
  const meaning = meanings.find(({ names }) => names.test(`${name} `))?.meaning;
  return meaning?.is === 'change' ? meaning.change : undefined;
}

function names(...forms: readonly string[]): RegExp {
  return new RegExp(`^(?:${forms.join('|')})$`);
}
