/**
 * The shapes in which Zuora's endpoints report a refusal. Which of them an endpoint uses is not published.
 * https://developer.zuora.com/docs/guides/error-handling/
 */
import * as z from 'zod';
import type { ZuoraAnswer } from './answers.ts';

interface Reason {
  readonly code: number;
  readonly message: string;
}

/** A refusal in the usual shape. */
const refusedBody = z.looseObject({
  success: z.literal(false),
  reasons: z.tuple([z.object({ code: z.number(), message: z.string() })]),
});

type Shape = (answer: ZuoraAnswer, reason: Reason) => ZuoraAnswer;

function jsonShape(status: number, bodyOf: (reason: Reason) => object): Shape {
  return (_, reason) => ({ status, headers: {}, body: bodyOf(reason) });
}

const shapes = {
  /** Numbers as codes, and the ids of the call. */
  reasons: (answer) => answer,
  'string-codes': jsonShape(200, ({ code, message }) => ({
    success: false,
    reasons: [{ code: String(code), message }],
  })),
  /** A refusal that looks like a failure of Zuora. */
  'system-error': jsonShape(500, ({ message }) => ({ reasons: [{ code: 'SystemError', message }] })),
  /** As the actions and CRUD endpoints have it. */
  errors: jsonShape(200, ({ message }) => ({ Success: false, Errors: [{ Code: 'INVALID_VALUE', Message: message }] })),
  fault: jsonShape(400, ({ message }) => ({ FaultCode: 'INVALID_VALUE', FaultMessage: message })),
  'client-error': jsonShape(400, ({ message }) => ({ code: 'ClientError', message })),
  message: jsonShape(400, ({ message }) => ({ message })),
  'nested-error': jsonShape(400, ({ code, message }) => ({ error: { code, message } })),
  /** Not Zuora's own word. */
  'gateway-page': () => gatewayAnswer(502, 'Bad Gateway', 'html'),
} as const satisfies Record<string, Shape>;

export type ErrorShape = keyof typeof shapes;

export const errorShapes = z.enum(Object.keys(shapes) as [ErrorShape, ...ErrorShape[]]);

/** A refusal in another shape. Any other answer stays as it is. */
export function reshape(answer: ZuoraAnswer, shape: ErrorShape): ZuoraAnswer {
  const refused = refusedBody.safeParse(answer.body);
  return refused.success ? shapes[shape](answer, refused.data.reasons[0]) : answer;
}

/** The answer of a gateway in front of Zuora. */
export function gatewayAnswer(status: number, reason: string, form: 'text' | 'html'): ZuoraAnswer {
  if (form === 'text') return { status, headers: {}, body: reason };
  const body = `<html><head><title>${status} ${reason}</title></head><body><h1>${status} ${reason}</h1></body></html>`;
  return { status, headers: { 'Content-Type': 'text/html' }, body };
}
