// The arithmetic of the benchmark, and how it is told.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { figure } from '../../benches/lib/figure.mjs';
import { aboveRaw, atMost, exactly, judged, moreThanRaw, ofRaw, ofTheSdk, timesFaster } from '../../benches/lib/reach.mjs';
import { median, quantile, summary } from '../../benches/lib/statistics.mjs';
import { growth, table } from '../../benches/lib/table.mjs';
import { takeTurns } from '../../benches/lib/turns.mjs';
import { shown } from '../../benches/lib/units.mjs';

describe('values', () => {
  test('the median is the one in the middle, or between the two there', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(median([7]), 7);
  });

  test('quantiles lie between the smallest and the largest', () => {
    const values = [40, 10, 30, 20, 50];
    assert.deepEqual(
      [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(values, share)),
      [10, 20, 30, 40, 50],
    );
    assert.equal(quantile([0, 10], 0.95), 9.5);
    assert.deepEqual(values, [40, 10, 30, 20, 50], 'the values stay in their order');
  });

  test('numbers are compared as numbers', () => {
    assert.equal(median([10, 9, 100]), 10);
  });

  test('one value that is far out moves neither the middle nor the spread', () => {
    assert.deepEqual(summary([10, 11, 12, 13, 1_000]), { median: 12, min: 10, q1: 11, q3: 13, mad: 1, count: 5 });
  });
});

describe('turns', () => {
  const noted = (order, name) => async () => order.push(name);

  test('all sides have their turn in each round, and another one begins each time', async () => {
    const order = [];
    const sides = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, noted(order, name)]));
    await takeTurns(sides, { rounds: 3, warmUp: 0 }, () => {});
    assert.equal(order.join(''), 'abcbcacab');
  });

  test('rounds that warm up do not count, and progress says which they are', async () => {
    const told = [];
    let calls = 0;
    const values = await takeTurns({ only: async () => ++calls }, { rounds: 2, warmUp: 3 }, (text) => told.push(text));
    assert.deepEqual(values, { only: [4, 5] });
    assert.deepEqual(told.slice(2), ['warming up, round 3 of 3', 'round 1 of 2', 'round 2 of 2']);
  });
});

describe('what is to be reached', () => {
  const samples = { ours: [20, 40, 60], sdk: [30, 80, 100], raw: [10, 20, 30] };
  const told = (reach) => judged(reach, samples);

  test('each kind compares what it says', () => {
    assert.deepEqual(
      [atMost(39, 'ms'), atMost(40, 'ms'), exactly(40), moreThanRaw(20, 'ms'), moreThanRaw(19, 'ms')].map((reach) => told(reach).reached),
      [false, true, true, true, false],
    );
    assert.equal(told(ofTheSdk(0.6)).value, 0.6);
    assert.equal(told(ofRaw(2)).value, 2);
    assert.equal(told(aboveRaw(0.5)).value, 30 / 70);
    assert.equal(told(timesFaster(2)).value, 100 / 60);
    assert.deepEqual(
      [ofTheSdk(0.6), ofTheSdk(0.5), ofRaw(2), ofRaw(1.9), aboveRaw(0.5), aboveRaw(0.4), timesFaster(1.5), timesFaster(2)].map(
        (reach) => told(reach).reached,
      ),
      [true, false, true, false, true, false, true, false],
    );
  });

  test('a round is compared with itself: a machine that slows all of it down changes nothing', () => {
    const slower = Object.fromEntries(Object.entries(samples).map(([side, [a, b, c]]) => [side, [a, b * 50, c]]));
    assert.equal(judged(ofRaw(2), slower).value, told(ofRaw(2)).value);
  });
});

describe('the table', () => {
  test('values have the largest unit in which they are at least one', () => {
    const all = [
      shown(0, 'µs'),
      shown(12.345, 'µs'),
      shown(1_000, 'µs'),
      shown(1_234, 'µs'),
      shown(2e6, 'µs'),
      shown(1_500, 'ms'),
      shown(1_024, 'B'),
      shown(38_000, 'B'),
    ];
    assert.deepEqual(all, ['0 µs', '12.3 µs', '1 ms', '1.23 ms', '2 s', '1.5 s', '1,024 B', '38 KB']);
    assert.equal(shown(1_234, 'µs', 56), '1.23 ±0.06 ms');
  });

  test('a figure shows its sides, its spread, how it grows, and what is not reached', () => {
    const of = (count, ours) =>
      figure({ what: 'a page', size: { count, of: 'items' }, unit: 'µs', samples: { ours, sdk: [40, 42, 44] }, reach: [ofTheSdk(0.5)] });
    const figures = [of(10, [9, 10, 11]), of(100, [29, 30, 31])];
    const [, , first, second] = table([{ name: 'pages', figures }])
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()));
    assert.deepEqual(first.slice(1, -1), [
      'pages',
      'a page, 10 items',
      '10 ±1 µs',
      '42 ±2 µs',
      '',
      '0.24',
      '',
      '≤ 0.5 × SDK: 0.24, reached',
    ]);
    assert.deepEqual(second.slice(1, -1), [
      '',
      'a page, 100 items',
      '30 ±1 µs',
      '42 ±2 µs',
      '',
      '0.71',
      '× 3 at × 10',
      '≤ 0.5 × SDK: 0.71, NOT reached',
    ]);
  });

  test('growth is measured from the next smaller size, wherever it stands', () => {
    const figures = [1_000, 10, 100].map((count) =>
      figure({ what: 'a page', size: { count, of: 'items' }, unit: 'µs', samples: { ours: count * 2 } }),
    );
    assert.deepEqual(
      figures.map((one) => growth(one, figures)),
      ['× 10 at × 10', '', '× 10 at × 10'],
    );
  });
});
