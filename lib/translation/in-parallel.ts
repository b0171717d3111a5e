/** Does something for each of many, several at once, and leaves nothing under way when one fails. */
import pMap from 'p-map';

/** Calls to AWS at once. */
const concurrency = 10;

/** @throws what the first has thrown, once those that were under way are over; no other is begun */
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
