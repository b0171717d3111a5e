/** Runs an action for many items, several at a time. After a failure, no action is left running. */
import pMap from 'p-map';

/** Simultaneous calls to AWS. */
const concurrency = 10;

/** @throws the first error, after all running actions have ended; no new action starts after an error */
export async function inParallel<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  const errors: unknown[] = [];
  const actUnlessFailed = async (item: Item): Promise<void> => {
    if (errors.length > 0) return;
    try {
      await act(item);
    } catch (error) {
      errors.push(error);
    }
  };
  await pMap(items, actUnlessFailed, { concurrency });
  if (errors.length > 0) throw errors[0];
}
