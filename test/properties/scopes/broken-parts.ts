/** Breaks that were found in earlier releases, planted again: each is a bug that this release has fixed. */
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { Ledger } from '../../../lib/ledger/ledger.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { forgettingAccess } from '../order-bugs.ts';
import type { Parts } from '../parts.ts';

type Settle = () => Promise<boolean>;

/** The account is released before the event's record is settled, so a failed release leaves the answer nowhere. */
export function releasingFirst(): Partial<Parts> {
  /** What waits for the release, by the owner of both records. */
  const waiting = new Map<string, Settle | undefined>();
  return {
    LinkedAccounts: class extends LinkedAccounts {
      override async acquire(...args: Parameters<LinkedAccounts['acquire']>): ReturnType<LinkedAccounts['acquire']> {
        const acquired = await super.acquire(...args);
        if (!('is' in acquired)) waiting.set(acquired.owner, undefined);
        return acquired;
      }

      override async release(...[lease, learned]: Parameters<LinkedAccounts['release']>): Promise<boolean> {
        const isMine = await super.release(lease, learned);
        await waiting.get(lease.owner)?.();
        return isMine;
      }
    },
    Ledger: class extends Ledger {
      override async settle(...args: Parameters<Ledger['settle']>): Promise<boolean> {
        const [{ owner }] = args;
        if (!waiting.has(owner)) return super.settle(...args);
        waiting.set(owner, () => super.settle(...args));
        return true;
      }
    },
  };
}

/** The account does not remember that a request was accepted. */
export const forgettingRequests: Partial<Parts> = {
  LinkedAccounts: forgettingAccess(({ askedAt: _, ...others }) => others),
};

/** A request that Zuora refused after one that it did not answer counts as accepted. */
export const trustingUnknownOutcome: Partial<Parts> = {
  LinkedAccounts: forgettingAccess(({ outcomeUnknownAt, ...others }) => ({
    ...others,
    askedAt: others.askedAt ?? outcomeUnknownAt,
  })),
};

/** The record of an event that failed in one entity says nothing of the others. */
export const namingNoAcceptance: Partial<Parts> = {
  Ledger: class extends Ledger {
    override settle(...[claim, { accepted: _, ...settlement }]: Parameters<Ledger['settle']>): Promise<boolean> {
      return super.settle(claim, settlement);
    }
  },
};

/** An attempt in which Zuora accepted nothing takes from the record what it accepted before. */
export const forgettingAcceptance: Partial<Parts> = {
  Ledger: class extends Ledger {
    override settle(...[claim, settlement]: Parameters<Ledger['settle']>): Promise<boolean> {
      const { accepted = nothing } = settlement;
      return super.settle(claim, { ...settlement, accepted: accepted.entityIds.length > 0 ? accepted : nothing });
    }
  },
};

/** Of an attempt that there never was. */
const nothing = { by: 'nobody', entityIds: [seedEntity.global] };

/** Of several entities whose writes were not answered, only the last stays closed. */
export const closingOne: Partial<Parts> = {
  LinkedAccounts: class extends LinkedAccounts {
    override release(...[lease, learned]: Parameters<LinkedAccounts['release']>): Promise<boolean> {
      const closed = [...learned.access].filter(([, { closedUntil }]) => closedUntil !== undefined);
      const opened = closed.slice(0, -1).map(([id, { closedUntil: _, ...access }]) => [id, access] as const);
      return super.release(lease, { ...learned, access: new Map([...learned.access, ...opened]) });
    }
  },
};

/** A look is not repeated where Zuora refused anything for good, though it may be another entity that failed. */
export const repeatingNoRefusal: Partial<Parts> = {
  LinkedAccounts: class extends LinkedAccounts {
    override release(...[lease, learned, dueAt]: Parameters<LinkedAccounts['release']>): Promise<boolean> {
      const isRefused = [...learned.access.values()].some(({ refusal }) => refusal !== undefined);
      return isRefused
        ? super.release(lease, { ...learned, failedLooks: undefined })
        : super.release(lease, learned, dueAt);
    }
  },
};

/** An event that is done is not finished when it comes again. */
export const leavingUnreleased: Partial<Parts> = {
  LinkedAccounts: class extends LinkedAccounts {
    override acquireUnreleased(): ReturnType<LinkedAccounts['acquireUnreleased']> {
      return Promise.resolve(undefined);
    }
  },
};

/** An account is due by what the event itself began, and not by what was cut off before. */
export const forgettingCutOff: Partial<Parts> = {
  LinkedAccounts: class extends LinkedAccounts {
    override async acquire(...args: Parameters<LinkedAccounts['acquire']>): ReturnType<LinkedAccounts['acquire']> {
      const lease = await super.acquire(...args);
      if ('is' in lease) return lease;
      const { known, stored, event, openSince } = lease;
      const access = new Map([...known.access].map(([id, { begun: _, ...others }]) => [id, others] as const));
      return {
        ...{ ...lease, known: { ...known, access } },
        openSince: stored.openChanges.get(event)?.begunAt ?? openSince,
      };
    }
  },
};
