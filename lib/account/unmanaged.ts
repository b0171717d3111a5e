/** Access that Zuora shows and nothing explains. It is reported, and not touched. */
import { homeOf } from './account.ts';
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';

/** An account's item has a bound. */
const maxUnmanaged = 100;

/** The account with what a look shows of such access. It is the same account if nothing is new. */
export function withUnmanaged(
  linked: LinkedAccount,
  { granted, at }: { readonly granted: ReadonlySet<string>; readonly at: number },
): LinkedAccount {
  const { account, unmanaged: before = new Map() } = linked;
  const named = desired(account, at);
  const found = [...granted].filter((id) => !named.has(id) && id !== homeOf(account)).sort();
  const shown = found.slice(0, maxUnmanaged);
  if (shown.length === before.size && shown.every((id) => before.has(id))) return linked;
  const unmanaged = new Map(shown.map((id) => [id, before.get(id) ?? at]));
  return { ...linked, unmanaged: unmanaged.size > 0 ? unmanaged : undefined };
}
