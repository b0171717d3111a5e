import { expect, test } from '@jest/globals';
import { Silence } from '../../../cli/terminal/silence.ts';

test('a silence is told after a minute, and whenever it has doubled, until something comes', () => {
  let time = 0;
  const silence = new Silence(() => time);
  const noticedAt = (until: number) => {
    const notices: number[] = [];
    for (; time <= until; time += 1000) {
      const length = silence.notice();
      if (length !== undefined) notices.push(length / 1000);
    }
    return notices;
  };
  expect(noticedAt(300_000)).toEqual([60, 120, 240]);
  silence.end();
  expect(noticedAt(400_000)).toEqual([60]);
});
