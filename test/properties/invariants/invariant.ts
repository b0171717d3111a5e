/** What must hold however a run went. */
import type { Settings } from '../../../lib/settings.ts';
import type { TenantState } from '../../../local/zuora/state.ts';
import type { Publications } from '../publications.ts';
import type { Subject } from '../subjects.ts';
import type { Trace } from '../world/trace.ts';

/** What a run leaves to judge. */
export interface Run {
  readonly subject: Subject;
  readonly settings: Settings;
  readonly publications: Publications;
  readonly trace: Trace;
  readonly tenants: readonly { readonly state: TenantState }[];
  readonly queues: { readonly messages: readonly { readonly messageId: string; readonly receives: number }[] };
}

export interface Invariant {
  readonly name: string;
  /** What broke it, each in words; nothing if it held. */
  readonly violations: (run: Run) => readonly string[];
}
