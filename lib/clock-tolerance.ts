/**
 * How far a sender's clock may be ahead of SQS's. An event that claims a later time counts as of the moment when its
 * message was sent. So no event may be sent further ahead of its time than this.
 */
export const clockTolerance = 5 * 60_000;
