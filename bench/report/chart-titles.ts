/** What each chart shows, for those who cannot see it. */
export const chartTitles = {
  cold: 'The time until each contender is ready, and until its first message is done',
  warm: 'The processor time of each contender for a message',
  latency: 'The time of a batch by the messages in flight',
  memory: 'The heap over 50,000 messages',
  growth: 'How each cost grows with its size',
} as const;
