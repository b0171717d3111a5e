/** What the embedded AWS is asked for while something happens. */

/** @returns the actions in order, such as `GetQueueUrl` */
export async function awsActionsOf(url: string, work: () => Promise<unknown>): Promise<string[]> {
  await fetch(`${url}/_aws/requests`, { method: 'DELETE' });
  await work();
  const response = await fetch(`${url}/_aws/requests`);
  const requests: { action: string }[] = JSON.parse(await response.text());
  return requests.map(({ action }) => action);
}
