import { elements, olderNames, type ChemicalElement } from './facts/elements.ts';
import { type Fact } from './fact.ts';
import { present, type Json } from './json.ts';
import { capitalized, rounded, withArticle } from './wording.ts';

const CARBON_WEIGHT = 12.011;

type Line = readonly [topic: string, sentence: string, more?: Record<string, Json>];

/** All sentences about the 118 elements, by atomic number. */
export function elementFacts(): Fact[] {
  return elements.flatMap((element) =>
    linesOf(element).map(([topic, sentence, more]) => ({
      about: `element/${element.symbol}`,
      subject: element.name,
      kind: 'element',
      topic,
      sentence: capitalized(sentence),
      tags: ['chemistry', topic, ...(element.family === null ? [] : [element.family])],
      ...(more && { more }),
    })),
  );
}

function linesOf(element: ChemicalElement): Line[] {
  const { number, symbol, name, weight, group, period, block, family, state, discovered } = element;
  const lines: Line[] = [
    [
      'identity',
      `${name} is the chemical element with symbol ${symbol} and atomic number ${number}.`,
      {
        numbers: [number],
        tile: tileOf(element),
        element: present({ number, symbol, weight, group, period, block, family }),
      },
    ],
    [
      'position',
      group === null
        ? `${name} stands in period ${period} of the periodic table, outside its numbered groups.`
        : `${name} stands in group ${group} and period ${period} of the periodic table.`,
      { numbers: group === null ? [period] : [group, period] },
    ],
    [
      'family',
      family === null
        ? `${name} belongs to the ${block}-block of the periodic table.`
        : `${name} is ${withArticle(family)} and belongs to the ${block}-block of the periodic table.`,
    ],
    ['neighbours', neighboursOf(element)],
    [
      'atom',
      `a neutral atom of ${name} has ${count(number, 'proton')} and ${count(number, 'electron')}.`,
      { numbers: [number, number] },
    ],
  ];
  if (weight !== null) {
    lines.push(['weight', `the standard atomic weight of ${name} is ${weight}.`, { numbers: [weight] }]);
  }
  if (weight !== null && symbol !== 'C') {
    const ratio = rounded(weight / CARBON_WEIGHT, 3);
    const sentence = `on average an atom of ${name} weighs ${ratio} times as much as an atom of carbon.`;
    lines.push(['comparison', sentence, { numbers: [ratio] }]);
  }
  if (state !== null) {
    lines.push(['state', `at room temperature ${name} is ${state === 'gas' ? 'a gas' : state}.`]);
  }
  if (discovered === 'antiquity') lines.push(['discovery', `${name} has been known since antiquity.`]);
  else if (discovered !== null) {
    lines.push([
      'discovery',
      `${name} was discovered in ${discovered}.`,
      { numbers: [discovered], year: discovered },
    ]);
  }
  const older = olderNames[symbol];
  if (older !== undefined) {
    lines.push(['symbol', `the symbol ${symbol} abbreviates ${older}, another name of ${name}.`]);
  }
  return lines;
}

function neighboursOf({ number, name }: ChemicalElement): string {
  const [before, after] = [elements[number - 2], elements[number]].map(
    (neighbour) => neighbour && `${neighbour.name} (${neighbour.symbol})`,
  );
  if (before === undefined)
    return `${name} is the first element of the periodic table, followed by ${after}.`;
  if (after === undefined)
    return `${name} is the last known element of the periodic table, preceded by ${before}.`;
  return `by atomic number ${name} comes between ${before} and ${after}.`;
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

/** The element's square of the periodic table as an SVG image in base64. */
function tileOf({ number, symbol }: ChemicalElement): string {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#eee"/>' +
    `<text x="3" y="10" font-size="8">${number}</text><text x="3" y="32" font-size="20">${symbol}</text></svg>`;
  return Buffer.from(svg).toString('base64');
}
