import { units, type Unit } from './facts/units.ts';
import { type Fact } from './fact.ts';
import { type Json } from './json.ts';
import { grouped, rounded } from './wording.ts';

const CONVERSION_DIGITS = 6;

/** Nobody counts milligrams in tonnes: conversions stay between units of like size. */
const LEAST_RATIO = 1e-3;
const GREATEST_RATIO = 1e6;

type Line = readonly [topic: string, sentence: string, more?: Record<string, Json>];

/** All sentences about the units of measure, in the order of the table. */
export function unitFacts(): Fact[] {
  return units.flatMap((unit, index) =>
    linesOf(unit, units[index + 1]).map(([topic, sentence, more]) => ({
      about: `unit/${unit.name}`,
      subject: unit.name,
      kind: 'unit',
      topic,
      sentence,
      tags: ['measurement', topic, unit.quantity],
      ...(more && { more }),
    })),
  );
}

function linesOf(unit: Unit, next: Unit | undefined): Line[] {
  const { name, symbol, quantity, si, factor, offset, exact } = unit;
  const lines: Line[] = [
    [
      'definition',
      `The ${name} (${symbol}) is a unit of ${quantity}.`,
      { unit: { symbol, quantity, si, factor, ...(offset !== 0 && { offset }) }, exact },
    ],
  ];
  if (offset !== 0) {
    const product = factor === 1 ? '' : `multiply by ${factor} and `;
    const sentence = `To turn a reading in ${name} (${symbol}) into ${si}, ${product}add ${offset}.`;
    lines.push(['value', sentence, { numbers: factor === 1 ? [offset] : [factor, offset], exact }]);
    return lines;
  }
  // The SI unit itself has none of these: its conversions are the `value` sentences of the others.
  if (symbol === si) return lines;
  const sentence = `One ${name} (${symbol}) is ${exact ? 'exactly' : 'about'} ${grouped(factor)} ${si}.`;
  lines.push(['value', sentence, { numbers: [factor], exact }]);
  const ratio = next?.quantity === quantity ? rounded(factor / next.factor, CONVERSION_DIGITS) : 0;
  if (next && ratio >= LEAST_RATIO && ratio <= GREATEST_RATIO) {
    const conversion = `Rounded to six digits, one ${name} (${symbol}) is ${grouped(ratio)} ${next.symbol}.`;
    lines.push(['conversion', conversion, { numbers: [ratio] }]);
  }
  return lines;
}
