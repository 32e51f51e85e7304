/** One unit of measure: a value in the unit times `factor`, plus `offset`, is the value in `si`. */
export interface Unit {
  readonly name: string;
  readonly symbol: string;
  readonly quantity: string;
  /** The SI unit of the quantity. */
  readonly si: string;
  readonly factor: number;
  /** Only the scales of temperature have one. */
  readonly offset: number;
  /** False where the factor was measured, is irrational, or is rounded here. */
  readonly exact: boolean;
}

type Row = readonly [
  name: string,
  symbol: string,
  factor: number,
  exactness?: 'exact' | 'rounded',
  offset?: number,
];

/** By quantity and its SI unit. Factors: the SI Brochure, the 1959 yard and pound agreement, CODATA for the dalton. */
// prettier-ignore
const TABLE: readonly (readonly [quantity: string, si: string, rows: readonly Row[]])[] = [
  ['length', 'm', [
    ['metre', 'm', 1],
    ['kilometre', 'km', 1000],
    ['centimetre', 'cm', 0.01],
    ['millimetre', 'mm', 0.001],
    ['micrometre', 'µm', 1e-6],
    ['nanometre', 'nm', 1e-9],
    ['ångström', 'Å', 1e-10],
    ['inch', 'in', 0.0254],
    ['foot', 'ft', 0.3048],
    ['yard', 'yd', 0.9144],
    ['fathom', 'ftm', 1.8288],
    ['furlong', 'fur', 201.168],
    ['mile', 'mi', 1609.344],
    ['nautical mile', 'nmi', 1852],
    ['astronomical unit', 'au', 149_597_870_700],
    ['light-year', 'ly', 9_460_730_472_580_800],
    ['parsec', 'pc', 3.0856776e16, 'rounded'],
  ]],
  ['mass', 'kg', [
    ['kilogram', 'kg', 1],
    ['gram', 'g', 0.001],
    ['milligram', 'mg', 1e-6],
    ['tonne', 't', 1000],
    ['pound', 'lb', 0.45359237],
    ['ounce', 'oz', 0.028349523125],
    ['stone', 'st', 6.35029318],
    ['grain', 'gr', 0.00006479891],
    ['metric carat', 'ct', 0.0002],
    ['dalton', 'Da', 1.660539e-27, 'rounded'],
  ]],
  ['time', 's', [
    ['second', 's', 1],
    ['millisecond', 'ms', 0.001],
    ['microsecond', 'µs', 1e-6],
    ['minute', 'min', 60],
    ['hour', 'h', 3600],
    ['day', 'd', 86_400],
    ['week', 'wk', 604_800],
    ['Julian year', 'a', 31_557_600],
  ]],
  ['area', 'm²', [
    ['square metre', 'm²', 1],
    ['square kilometre', 'km²', 1e6],
    ['are', 'a', 100],
    ['hectare', 'ha', 10_000],
    ['acre', 'ac', 4046.8564224],
    ['square mile', 'sq mi', 2_589_988.110336],
    ['barn', 'b', 1e-28],
  ]],
  ['volume', 'm³', [
    ['cubic metre', 'm³', 1],
    ['litre', 'L', 0.001],
    ['millilitre', 'mL', 1e-6],
    ['US gallon', 'US gal', 0.003785411784],
    ['imperial gallon', 'imp gal', 0.00454609],
    ['imperial pint', 'imp pt', 0.00056826125],
    ['US fluid ounce', 'US fl oz', 0.0000295735295625],
    ['oil barrel', 'bbl', 0.158987294928],
  ]],
  ['speed', 'm/s', [
    ['metre per second', 'm/s', 1],
    ['kilometre per hour', 'km/h', 0.2777778, 'rounded'],
    ['mile per hour', 'mph', 0.44704],
    ['knot', 'kn', 0.5144444, 'rounded'],
  ]],
  ['force', 'N', [
    ['newton', 'N', 1],
    ['dyne', 'dyn', 1e-5],
    ['kilogram-force', 'kgf', 9.80665],
    ['pound-force', 'lbf', 4.4482216152605],
  ]],
  ['pressure', 'Pa', [
    ['pascal', 'Pa', 1],
    ['bar', 'bar', 100_000],
    ['standard atmosphere', 'atm', 101_325],
    ['torr', 'Torr', 133.3224, 'rounded'],
    ['pound per square inch', 'psi', 6894.757, 'rounded'],
  ]],
  ['energy', 'J', [
    ['joule', 'J', 1],
    ['kilowatt-hour', 'kWh', 3.6e6],
    ['electronvolt', 'eV', 1.602176634e-19],
    ['thermochemical calorie', 'cal', 4.184],
    ['erg', 'erg', 1e-7],
  ]],
  ['power', 'W', [
    ['watt', 'W', 1],
    ['kilowatt', 'kW', 1000],
    ['metric horsepower', 'PS', 735.49875],
    ['mechanical horsepower', 'hp', 745.6999, 'rounded'],
  ]],
  ['temperature', 'K', [
    ['kelvin', 'K', 1],
    ['degree Celsius', '°C', 1, 'exact', 273.15],
    ['degree Fahrenheit', '°F', 0.5555556, 'rounded', 255.3722],
  ]],
  ['plane angle', 'rad', [
    ['radian', 'rad', 1],
    ['degree', '°', 0.01745329, 'rounded'],
    ['gradian', 'gon', 0.01570796, 'rounded'],
  ]],
  ['frequency', 'Hz', [['hertz', 'Hz', 1], ['kilohertz', 'kHz', 1000], ['megahertz', 'MHz', 1e6]]],
  ['electric current', 'A', [['ampere', 'A', 1], ['milliampere', 'mA', 0.001]]],
  ['electric charge', 'C', [['coulomb', 'C', 1], ['ampere-hour', 'A·h', 3600]]],
  ['electric potential', 'V', [['volt', 'V', 1], ['kilovolt', 'kV', 1000]]],
  ['electric resistance', 'Ω', [['ohm', 'Ω', 1], ['kiloohm', 'kΩ', 1000], ['megaohm', 'MΩ', 1e6]]],
  ['electric conductance', 'S', [['siemens', 'S', 1]]],
  ['capacitance', 'F', [['farad', 'F', 1], ['microfarad', 'µF', 1e-6]]],
  ['inductance', 'H', [['henry', 'H', 1]]],
  ['magnetic flux', 'Wb', [['weber', 'Wb', 1], ['maxwell', 'Mx', 1e-8]]],
  ['magnetic flux density', 'T', [['tesla', 'T', 1], ['gauss', 'G', 1e-4]]],
  ['amount of substance', 'mol', [['mole', 'mol', 1]]],
  ['luminous intensity', 'cd', [['candela', 'cd', 1]]],
  ['luminous flux', 'lm', [['lumen', 'lm', 1]]],
  ['illuminance', 'lx', [['lux', 'lx', 1], ['phot', 'ph', 10_000]]],
  ['radioactivity', 'Bq', [['becquerel', 'Bq', 1], ['curie', 'Ci', 3.7e10]]],
  ['absorbed dose', 'Gy', [['gray', 'Gy', 1], ['rad', 'rad', 0.01]]],
  ['equivalent dose', 'Sv', [['sievert', 'Sv', 1], ['rem', 'rem', 0.01]]],
  ['catalytic activity', 'kat', [['katal', 'kat', 1]]],
  ['dynamic viscosity', 'Pa·s', [['pascal-second', 'Pa·s', 1], ['poise', 'P', 0.1]]],
  ['kinematic viscosity', 'm²/s', [['square metre per second', 'm²/s', 1], ['stokes', 'St', 1e-4]]],
];

export const units: readonly Unit[] = TABLE.flatMap(([quantity, si, rows]) =>
  rows.map(([name, symbol, factor, exactness, offset = 0]) => ({
    name,
    symbol,
    quantity,
    si,
    factor,
    offset,
    exact: exactness !== 'rounded',
  })),
);
