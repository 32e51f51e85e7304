export type Block = 's' | 'p' | 'd' | 'f';
export type State = 'solid' | 'liquid' | 'gas';

/** One chemical element. What is unknown, unsettled or differs between good sources is null. */
export interface ChemicalElement {
  readonly number: number;
  readonly symbol: string;
  readonly name: string;
  /** IUPAC standard atomic weight, conventional or rounded to at most five digits; null where no isotope is stable enough. */
  readonly weight: number | null;
  /** 1 to 18; null for the f-block. */
  readonly group: number | null;
  readonly period: number;
  readonly block: Block;
  /** The customary family name; null from meitnerium on, where chemistry is hardly known. */
  readonly family: string | null;
  /** At 25 °C and 1 atm; null where no visible amount was ever made. */
  readonly state: State | null;
  /** The year usually given for the discovery or isolation. */
  readonly discovered: number | 'antiquity' | null;
}

type Row = readonly [
  symbol: string,
  name: string,
  weight: number | null,
  group: number | null,
  period: number,
  block: Block,
  family: string | null,
  state: State | null,
  discovered: number | 'antiquity' | null,
];

const ALKALI = 'alkali metal';
const EARTH = 'alkaline earth metal';
const TRANSITION = 'transition metal';
const POST = 'post-transition metal';
const METALLOID = 'metalloid';
const NONMETAL = 'reactive nonmetal';
const HALOGEN = 'halogen';
const NOBLE = 'noble gas';
const LANTHANOID = 'lanthanoid';
const ACTINOID = 'actinoid';

/** In the order of atomic numbers. Group 3 and the blocks follow the IUPAC provisional report of 2021 (Sc, Y, Lu, Lr). */
// prettier-ignore
const ROWS: readonly Row[] = [
  ['H', 'hydrogen', 1.008, 1, 1, 's', NONMETAL, 'gas', 1766],
  ['He', 'helium', 4.0026, 18, 1, 's', NOBLE, 'gas', 1868],
  ['Li', 'lithium', 6.94, 1, 2, 's', ALKALI, 'solid', 1817],
  ['Be', 'beryllium', 9.0122, 2, 2, 's', EARTH, 'solid', 1798],
  ['B', 'boron', 10.81, 13, 2, 'p', METALLOID, 'solid', 1808],
  ['C', 'carbon', 12.011, 14, 2, 'p', NONMETAL, 'solid', 'antiquity'],
  ['N', 'nitrogen', 14.007, 15, 2, 'p', NONMETAL, 'gas', 1772],
  ['O', 'oxygen', 15.999, 16, 2, 'p', NONMETAL, 'gas', 1774],
  ['F', 'fluorine', 18.998, 17, 2, 'p', HALOGEN, 'gas', 1886],
  ['Ne', 'neon', 20.18, 18, 2, 'p', NOBLE, 'gas', 1898],
  ['Na', 'sodium', 22.99, 1, 3, 's', ALKALI, 'solid', 1807],
  ['Mg', 'magnesium', 24.305, 2, 3, 's', EARTH, 'solid', null],
  ['Al', 'aluminium', 26.982, 13, 3, 'p', POST, 'solid', 1825],
  ['Si', 'silicon', 28.085, 14, 3, 'p', METALLOID, 'solid', 1824],
  ['P', 'phosphorus', 30.974, 15, 3, 'p', NONMETAL, 'solid', 1669],
  ['S', 'sulfur', 32.06, 16, 3, 'p', NONMETAL, 'solid', 'antiquity'],
  ['Cl', 'chlorine', 35.45, 17, 3, 'p', HALOGEN, 'gas', 1774],
  ['Ar', 'argon', 39.95, 18, 3, 'p', NOBLE, 'gas', 1894],
  ['K', 'potassium', 39.098, 1, 4, 's', ALKALI, 'solid', 1807],
  ['Ca', 'calcium', 40.078, 2, 4, 's', EARTH, 'solid', 1808],
  ['Sc', 'scandium', 44.956, 3, 4, 'd', TRANSITION, 'solid', 1879],
  ['Ti', 'titanium', 47.867, 4, 4, 'd', TRANSITION, 'solid', 1791],
  ['V', 'vanadium', 50.942, 5, 4, 'd', TRANSITION, 'solid', null],
  ['Cr', 'chromium', 51.996, 6, 4, 'd', TRANSITION, 'solid', 1797],
  ['Mn', 'manganese', 54.938, 7, 4, 'd', TRANSITION, 'solid', 1774],
  ['Fe', 'iron', 55.845, 8, 4, 'd', TRANSITION, 'solid', 'antiquity'],
  ['Co', 'cobalt', 58.933, 9, 4, 'd', TRANSITION, 'solid', null],
  ['Ni', 'nickel', 58.693, 10, 4, 'd', TRANSITION, 'solid', 1751],
  ['Cu', 'copper', 63.546, 11, 4, 'd', TRANSITION, 'solid', 'antiquity'],
  ['Zn', 'zinc', 65.38, 12, 4, 'd', TRANSITION, 'solid', null],
  ['Ga', 'gallium', 69.723, 13, 4, 'p', POST, 'solid', 1875],
  ['Ge', 'germanium', 72.63, 14, 4, 'p', METALLOID, 'solid', 1886],
  ['As', 'arsenic', 74.922, 15, 4, 'p', METALLOID, 'solid', null],
  ['Se', 'selenium', 78.971, 16, 4, 'p', NONMETAL, 'solid', 1817],
  ['Br', 'bromine', 79.904, 17, 4, 'p', HALOGEN, 'liquid', 1826],
  ['Kr', 'krypton', 83.798, 18, 4, 'p', NOBLE, 'gas', 1898],
  ['Rb', 'rubidium', 85.468, 1, 5, 's', ALKALI, 'solid', 1861],
  ['Sr', 'strontium', 87.62, 2, 5, 's', EARTH, 'solid', 1790],
  ['Y', 'yttrium', 88.906, 3, 5, 'd', TRANSITION, 'solid', null],
  ['Zr', 'zirconium', 91.222, 4, 5, 'd', TRANSITION, 'solid', 1789],
  ['Nb', 'niobium', 92.906, 5, 5, 'd', TRANSITION, 'solid', 1801],
  ['Mo', 'molybdenum', 95.95, 6, 5, 'd', TRANSITION, 'solid', 1778],
  ['Tc', 'technetium', null, 7, 5, 'd', TRANSITION, 'solid', 1937],
  ['Ru', 'ruthenium', 101.07, 8, 5, 'd', TRANSITION, 'solid', 1844],
  ['Rh', 'rhodium', 102.91, 9, 5, 'd', TRANSITION, 'solid', null],
  ['Pd', 'palladium', 106.42, 10, 5, 'd', TRANSITION, 'solid', null],
  ['Ag', 'silver', 107.87, 11, 5, 'd', TRANSITION, 'solid', 'antiquity'],
  ['Cd', 'cadmium', 112.41, 12, 5, 'd', TRANSITION, 'solid', 1817],
  ['In', 'indium', 114.82, 13, 5, 'p', POST, 'solid', 1863],
  ['Sn', 'tin', 118.71, 14, 5, 'p', POST, 'solid', 'antiquity'],
  ['Sb', 'antimony', 121.76, 15, 5, 'p', METALLOID, 'solid', 'antiquity'],
  ['Te', 'tellurium', 127.6, 16, 5, 'p', METALLOID, 'solid', 1782],
  ['I', 'iodine', 126.9, 17, 5, 'p', HALOGEN, 'solid', 1811],
  ['Xe', 'xenon', 131.29, 18, 5, 'p', NOBLE, 'gas', 1898],
  ['Cs', 'caesium', 132.91, 1, 6, 's', ALKALI, 'solid', 1860],
  ['Ba', 'barium', 137.33, 2, 6, 's', EARTH, 'solid', null],
  ['La', 'lanthanum', 138.91, null, 6, 'f', LANTHANOID, 'solid', 1839],
  ['Ce', 'cerium', 140.12, null, 6, 'f', LANTHANOID, 'solid', 1803],
  ['Pr', 'praseodymium', 140.91, null, 6, 'f', LANTHANOID, 'solid', 1885],
  ['Nd', 'neodymium', 144.24, null, 6, 'f', LANTHANOID, 'solid', 1885],
  ['Pm', 'promethium', null, null, 6, 'f', LANTHANOID, 'solid', 1945],
  ['Sm', 'samarium', 150.36, null, 6, 'f', LANTHANOID, 'solid', 1879],
  ['Eu', 'europium', 151.96, null, 6, 'f', LANTHANOID, 'solid', 1901],
  ['Gd', 'gadolinium', 157.25, null, 6, 'f', LANTHANOID, 'solid', 1880],
  ['Tb', 'terbium', 158.93, null, 6, 'f', LANTHANOID, 'solid', 1843],
  ['Dy', 'dysprosium', 162.5, null, 6, 'f', LANTHANOID, 'solid', 1886],
  ['Ho', 'holmium', 164.93, null, 6, 'f', LANTHANOID, 'solid', 1878],
  ['Er', 'erbium', 167.26, null, 6, 'f', LANTHANOID, 'solid', 1843],
  ['Tm', 'thulium', 168.93, null, 6, 'f', LANTHANOID, 'solid', 1879],
  ['Yb', 'ytterbium', 173.05, null, 6, 'f', LANTHANOID, 'solid', 1878],
  ['Lu', 'lutetium', 174.97, 3, 6, 'd', LANTHANOID, 'solid', 1907],
  ['Hf', 'hafnium', 178.49, 4, 6, 'd', TRANSITION, 'solid', 1923],
  ['Ta', 'tantalum', 180.95, 5, 6, 'd', TRANSITION, 'solid', 1802],
  ['W', 'tungsten', 183.84, 6, 6, 'd', TRANSITION, 'solid', 1783],
  ['Re', 'rhenium', 186.21, 7, 6, 'd', TRANSITION, 'solid', 1925],
  ['Os', 'osmium', 190.23, 8, 6, 'd', TRANSITION, 'solid', null],
  ['Ir', 'iridium', 192.22, 9, 6, 'd', TRANSITION, 'solid', null],
  ['Pt', 'platinum', 195.08, 10, 6, 'd', TRANSITION, 'solid', null],
  ['Au', 'gold', 196.97, 11, 6, 'd', TRANSITION, 'solid', 'antiquity'],
  ['Hg', 'mercury', 200.59, 12, 6, 'd', TRANSITION, 'liquid', 'antiquity'],
  ['Tl', 'thallium', 204.38, 13, 6, 'p', POST, 'solid', 1861],
  ['Pb', 'lead', 207.2, 14, 6, 'p', POST, 'solid', 'antiquity'],
  ['Bi', 'bismuth', 208.98, 15, 6, 'p', POST, 'solid', null],
  ['Po', 'polonium', null, 16, 6, 'p', POST, 'solid', 1898],
  ['At', 'astatine', null, 17, 6, 'p', HALOGEN, null, 1940],
  ['Rn', 'radon', null, 18, 6, 'p', NOBLE, 'gas', null],
  ['Fr', 'francium', null, 1, 7, 's', ALKALI, null, 1939],
  ['Ra', 'radium', null, 2, 7, 's', EARTH, 'solid', 1898],
  ['Ac', 'actinium', null, null, 7, 'f', ACTINOID, 'solid', 1899],
  ['Th', 'thorium', 232.04, null, 7, 'f', ACTINOID, 'solid', null],
  ['Pa', 'protactinium', 231.04, null, 7, 'f', ACTINOID, 'solid', null],
  ['U', 'uranium', 238.03, null, 7, 'f', ACTINOID, 'solid', 1789],
  ['Np', 'neptunium', null, null, 7, 'f', ACTINOID, 'solid', 1940],
  ['Pu', 'plutonium', null, null, 7, 'f', ACTINOID, 'solid', 1940],
  ['Am', 'americium', null, null, 7, 'f', ACTINOID, 'solid', 1944],
  ['Cm', 'curium', null, null, 7, 'f', ACTINOID, 'solid', 1944],
  ['Bk', 'berkelium', null, null, 7, 'f', ACTINOID, 'solid', 1949],
  ['Cf', 'californium', null, null, 7, 'f', ACTINOID, 'solid', 1950],
  ['Es', 'einsteinium', null, null, 7, 'f', ACTINOID, 'solid', 1952],
  ['Fm', 'fermium', null, null, 7, 'f', ACTINOID, null, null],
  ['Md', 'mendelevium', null, null, 7, 'f', ACTINOID, null, 1955],
  ['No', 'nobelium', null, null, 7, 'f', ACTINOID, null, null],
  ['Lr', 'lawrencium', null, 3, 7, 'd', ACTINOID, null, 1961],
  ['Rf', 'rutherfordium', null, 4, 7, 'd', TRANSITION, null, null],
  ['Db', 'dubnium', null, 5, 7, 'd', TRANSITION, null, null],
  ['Sg', 'seaborgium', null, 6, 7, 'd', TRANSITION, null, 1974],
  ['Bh', 'bohrium', null, 7, 7, 'd', TRANSITION, null, null],
  ['Hs', 'hassium', null, 8, 7, 'd', TRANSITION, null, 1984],
  ['Mt', 'meitnerium', null, 9, 7, 'd', null, null, 1982],
  ['Ds', 'darmstadtium', null, 10, 7, 'd', null, null, 1994],
  ['Rg', 'roentgenium', null, 11, 7, 'd', null, null, 1994],
  ['Cn', 'copernicium', null, 12, 7, 'd', null, null, 1996],
  ['Nh', 'nihonium', null, 13, 7, 'p', null, null, null],
  ['Fl', 'flerovium', null, 14, 7, 'p', null, null, null],
  ['Mc', 'moscovium', null, 15, 7, 'p', null, null, 2003],
  ['Lv', 'livermorium', null, 16, 7, 'p', null, null, 2000],
  ['Ts', 'tennessine', null, 17, 7, 'p', null, null, null],
  ['Og', 'oganesson', null, 18, 7, 'p', null, null, null],
];

export const elements: readonly ChemicalElement[] = ROWS.map(
  ([symbol, name, weight, group, period, block, family, state, discovered], index) => ({
    number: index + 1,
    symbol,
    name,
    weight,
    group,
    period,
    block,
    family,
    state,
    discovered,
  }),
);

/** Symbols that abbreviate an older name of the element than today's English one. */
export const olderNames: Readonly<Record<string, string>> = {
  Na: 'natrium',
  K: 'kalium',
  Fe: 'ferrum',
  Cu: 'cuprum',
  Ag: 'argentum',
  Sn: 'stannum',
  Sb: 'stibium',
  W: 'wolfram',
  Au: 'aurum',
  Hg: 'hydrargyrum',
  Pb: 'plumbum',
};
