/** Does work, or nothing while other work is under way. */
export async function once(isBusy: { value: boolean }, work: () => Promise<void>): Promise<void> {
  if (isBusy.value) return;
  isBusy.value = true;
  await work().finally(() => {
    isBusy.value = false;
  });
}
