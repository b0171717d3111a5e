/** Breaks that were found in earlier releases, planted again: each is a bug that this release has fixed. */
import { Ledger } from '../../../lib/ledger/ledger.ts';
import { UserRecords } from '../../../lib/ledger/user-record.ts';
import { ZuoraFailure } from '../../../lib/zuora/failure.ts';
import { failuresOf } from '../../../lib/zuora/several-failures.ts';
import type { Parts } from '../parts.ts';

type Settle = () => Promise<boolean>;

/** The user's record is released before the event's record is settled, so a failed release leaves the answer nowhere. */
export function releasingFirst(): Partial<Parts> {
  /** What waits for the release, by the owner of both records. */
  const waiting = new Map<string, Settle | undefined>();
  return {
    UserRecords: class extends UserRecords {
      override async acquire(...args: Parameters<UserRecords['acquire']>): ReturnType<UserRecords['acquire']> {
        const acquired = await super.acquire(...args);
        if (!('is' in acquired)) waiting.set(acquired.owner, undefined);
        return acquired;
      }

      override async release(...[lease, attempted]: Parameters<UserRecords['release']>): Promise<void> {
        await super.release(lease, attempted);
        await waiting.get(lease.owner)?.();
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

/** The user's record does not remember that an event was made whose own record could not be written. */
export const forgettingMadeEvents: Partial<Parts> = {
  UserRecords: class extends UserRecords {
    override async release(...[lease, attempted]: Parameters<UserRecords['release']>): Promise<void> {
      await super.release(lease, { ...attempted, isSettled: true });
    }
  },
};

/** One of the failures in several entities stands for all. An answered one hides a write without an answer. */
export const pickingFailures: Partial<Parts> = {
  operation: (operation) => ({
    ...operation,
    act: async (...args) => {
      try {
        return await operation.act(...args);
      } catch (error) {
        const failures = failuresOf(error);
        throw (
          failures.find((failure) => failure instanceof ZuoraFailure && failure.status !== undefined) ?? failures[0]
        );
      }
    },
  }),
};
