/** How long a command waits for one call to AWS; milliseconds. An operator waits longer than a function. */
export const awsTimeout = 10_000;
