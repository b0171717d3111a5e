/** The time by the clock of a server of AWS. The one of the operator's machine may be minutes off. */
import { z } from 'zod';

/** The middleware of a client or of a command. */
interface Middleware {
  add(
    middleware: <Args, Result>(next: (args: Args) => Promise<Result>) => (args: Args) => Promise<Result>,
    options: { readonly step: 'deserialize'; readonly priority: 'low' },
  ): void;
}

const httpAnswer = z.object({ response: z.object({ headers: z.object({ date: z.string() }) }) });

/**
 * Reads the date of an answer before the SDK reads the answer, because a refusal has a date too.
 *
 * @param note called with the header
 */
export function noteDates(middleware: Middleware, note: (date: string | undefined) => void): void {
  middleware.add(
    (next) => async (args) => {
      const result = await next(args);
      note(httpAnswer.safeParse(result).data?.response.headers.date);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
}
