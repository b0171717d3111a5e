/** What AWS answers to each call of a client, without a request. */

interface AwsClient {
  readonly middlewareStack: {
    readonly add: (
      middleware: () => () => Promise<{ output: never; response: object }>,
      options: { readonly step: 'initialize' },
    ) => void;
  };
}

/** @param answer an error is thrown */
export function answerEachCall({ middlewareStack }: AwsClient, answer: object): void {
  middlewareStack.add(
    () => async () => {
      if (answer instanceof Error) throw answer;
      return { output: { $metadata: {}, ...answer } as never, response: {} };
    },
    { step: 'initialize' },
  );
}
