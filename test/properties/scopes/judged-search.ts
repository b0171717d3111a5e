/** A search with the rules that apply to its messages. */
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { accessRules } from '../access-rules.ts';
import { auditRules } from '../invariants/audit.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { invariants } from '../invariants/invariants.ts';
import { ledgerInvariants } from '../invariants/records.ts';
import { zuoraInvariants } from '../invariants/zuora.ts';
import { orderRules } from '../order.ts';
import { type Parts, soundParts } from '../parts.ts';
import { subjects } from '../subjects.ts';
import type { Scope } from './scope.ts';
import { type Findings, type SearchSetting, search } from './search.ts';
import { startedAt } from './searched-system.ts';

/** An older event may take effect on the way, and a newer one undoes it. Then a change is made again. */
const notWithOpposites = 'at most one effective change per event';

function rulesOf(scope: Scope, all: readonly Invariant[]): readonly Invariant[] {
  return areOrdered(scope) ? all.filter(({ name }) => name !== notWithOpposites) : all;
}

interface Options {
  /** In place of the sound ones. */
  readonly parts?: Partial<Parts>;
  /** The name of the one rule that is judged. */
  readonly only?: string;
}

export function judgedSearch(scope: Scope, { parts, only }: Options = {}): Promise<Findings> {
  const isJudged = ({ name }: Invariant) => only === undefined || name === only;
  const all: Parts = { ...soundParts, ...parts };
  const automaticEntityIds = [...(scope.automatic ?? [])];
  const { always, atEnd } = hasLooks(scope) ? rulesWithLooks(scope) : rulesOfEvents(scope);
  return search({
    scope,
    parts: { ...all, settings: (settings) => ({ ...all.settings(settings), automaticEntityIds }) },
    subjects: subjects().filter(({ operation }) => operationsOf(scope).includes(operation.name)),
    always: always.filter(isJudged),
    atEnd: atEnd.filter(isJudged),
  });
}

type JudgedRules = Pick<SearchSetting, 'always' | 'atEnd'>;

function rulesOfEvents(scope: Scope): JudgedRules {
  const inEachState = [...ledgerInvariants, ...zuoraInvariants];
  // What is left of an entity that the latest event does not name is found by a look.
  const atEnd = areOrdered(scope) ? [...invariants, ...orderRules] : [...invariants, ...auditRules(new Set())];
  return { always: rulesOf(scope, inEachState), atEnd: rulesOf(scope, atEnd) };
}

const nowhere: ReadonlySet<string> = new Set();

/** A look writes what other messages asked for. */
function rulesWithLooks({ endsAfter = 0, automatic = [] }: Scope): JudgedRules {
  const places = { taken: nowhere, asked: nowhere, automatic: new Set(automatic) };
  const atEnd = [...accessRules(startedAt + endsAfter, places), ...auditRules(nowhere)];
  return { always: ledgerInvariants, atEnd };
}

function hasLooks({ looks = 0 }: Scope): boolean {
  return looks > 0;
}

/** Whether events oppose each other. Only they are told apart by their time. */
function areOrdered({ messages }: Scope): boolean {
  return messages.some(({ wish }) => wish.time !== undefined);
}

function operationsOf({ messages }: Scope): string[] {
  return messages.map(({ wish: { path, type } }) => {
    if (type === userAccessDecided.type) return 'applyAccessDecision';
    if (path.endsWith('/request-access')) return 'requestUserAccess';
    return path.endsWith('/deny-access') ? 'revokeUserAccess' : 'initiateEntityConnection';
  });
}
