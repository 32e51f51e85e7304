import { currencyNames } from './currencies.ts';

/** One member or observer state of the United Nations. What is disputed, unsettled or not sure is null. */
export interface Country {
  readonly alpha2: string;
  readonly alpha3: string;
  /** The usual English short name, without article. */
  readonly name: string;
  /** Whether a sentence says "the" before the name. */
  readonly article: boolean;
  /** The constitutional or, with several, the best known seat; null where none is official or the status is disputed. */
  readonly capital: string | null;
  /** Of the capital, in degrees, to about 0.1. */
  readonly position: { readonly latitude: number; readonly longitude: number } | null;
  /** By the geoscheme of the UN, the Americas split at the border of Panama and Colombia. */
  readonly continent: string;
  /** In square kilometres, rounded; sources differ by a few per cent on inland waters and disputed land. */
  readonly area: number;
  /** Main languages of law and administration, not all of them; empty where a recent change makes them unsure. */
  readonly languages: readonly string[];
  readonly currency: { readonly code: string; readonly name: string };
  /** International calling codes without "+", with the area codes where several countries share code 1. */
  readonly callingCodes: readonly number[];
  /** Declared or recognised independence or foundation: a day YYYY-MM-DD or a year YYYY. */
  readonly since: string | null;
  /** No coast on the open sea; the Caspian and the Aral Sea do not count. */
  readonly landlocked: boolean;
  /** The public switchboard of the parliament. */
  readonly parliamentPhone: Phone | null;
}

/** A phone number as it is written abroad, and as it is in its country. */
interface Phone {
  readonly international: string;
  readonly national: string;
}

type Position = readonly [latitude: number, longitude: number];
type Row = readonly [
  alpha2: string,
  alpha3: string,
  name: string,
  capital: string | null,
  position: Position | null,
  continent: string,
  area: number,
  languages: string,
  currency: string,
  callingCodes: readonly number[],
  since: string | null,
];

const AF = 'Africa';
const AS = 'Asia';
const EU = 'Europe';
const NA = 'North America';
const OC = 'Oceania';
const SA = 'South America';

// prettier-ignore
const ROWS: readonly Row[] = [
  ['AD', 'AND', 'Andorra', 'Andorra la Vella', [42.51, 1.52], EU, 468, 'Catalan', 'EUR', [376], '1278'],
  ['AE', 'ARE', 'United Arab Emirates', 'Abu Dhabi', [24.47, 54.37], AS, 83600, 'Arabic', 'AED', [971], '1971-12-02'],
  ['AF', 'AFG', 'Afghanistan', 'Kabul', [34.53, 69.17], AS, 652230, 'Pashto, Dari', 'AFN', [93], '1919-08-19'],
  ['AG', 'ATG', 'Antigua and Barbuda', "Saint John's", [17.12, -61.85], NA, 442, 'English', 'XCD', [1268], '1981-11-01'],
  ['AL', 'ALB', 'Albania', 'Tirana', [41.33, 19.82], EU, 28748, 'Albanian', 'ALL', [355], '1912-11-28'],
  ['AM', 'ARM', 'Armenia', 'Yerevan', [40.18, 44.51], AS, 29743, 'Armenian', 'AMD', [374], '1991-09-21'],
  ['AO', 'AGO', 'Angola', 'Luanda', [-8.84, 13.23], AF, 1246700, 'Portuguese', 'AOA', [244], '1975-11-11'],
  ['AR', 'ARG', 'Argentina', 'Buenos Aires', [-34.6, -58.38], SA, 2780400, 'Spanish', 'ARS', [54], '1816-07-09'],
  ['AT', 'AUT', 'Austria', 'Vienna', [48.21, 16.37], EU, 83871, 'German', 'EUR', [43], null],
  ['AU', 'AUS', 'Australia', 'Canberra', [-35.28, 149.13], OC, 7692024, 'English', 'AUD', [61], '1901-01-01'],
  ['AZ', 'AZE', 'Azerbaijan', 'Baku', [40.41, 49.87], AS, 86600, 'Azerbaijani', 'AZN', [994], '1991-10-18'],
  ['BA', 'BIH', 'Bosnia and Herzegovina', 'Sarajevo', [43.86, 18.41], EU, 51209, 'Bosnian, Croatian, Serbian', 'BAM', [387], '1992'],
  ['BB', 'BRB', 'Barbados', 'Bridgetown', [13.1, -59.62], NA, 430, 'English', 'BBD', [1246], '1966-11-30'],
  ['BD', 'BGD', 'Bangladesh', 'Dhaka', [23.81, 90.41], AS, 147570, 'Bengali', 'BDT', [880], '1971-03-26'],
  ['BE', 'BEL', 'Belgium', 'Brussels', [50.85, 4.35], EU, 30528, 'Dutch, French, German', 'EUR', [32], '1830-10-04'],
  ['BF', 'BFA', 'Burkina Faso', 'Ouagadougou', [12.37, -1.52], AF, 272967, '', 'XOF', [226], '1960-08-05'],
  ['BG', 'BGR', 'Bulgaria', 'Sofia', [42.7, 23.32], EU, 110994, 'Bulgarian', 'EUR', [359], '1908'],
  ['BH', 'BHR', 'Bahrain', 'Manama', [26.23, 50.59], AS, 780, 'Arabic', 'BHD', [973], '1971-08-15'],
  ['BI', 'BDI', 'Burundi', 'Gitega', [-3.43, 29.93], AF, 27834, 'Kirundi, French', 'BIF', [257], '1962-07-01'],
  ['BJ', 'BEN', 'Benin', 'Porto-Novo', [6.5, 2.6], AF, 114763, 'French', 'XOF', [229], '1960-08-01'],
  ['BN', 'BRN', 'Brunei', 'Bandar Seri Begawan', [4.9, 114.94], AS, 5765, 'Malay', 'BND', [673], '1984-01-01'],
  ['BO', 'BOL', 'Bolivia', 'Sucre', [-19.04, -65.26], SA, 1098581, 'Spanish, Quechua, Aymara', 'BOB', [591], '1825-08-06'],
  ['BR', 'BRA', 'Brazil', 'Brasília', [-15.79, -47.88], SA, 8515767, 'Portuguese', 'BRL', [55], '1822-09-07'],
  ['BS', 'BHS', 'Bahamas', 'Nassau', [25.06, -77.34], NA, 13943, 'English', 'BSD', [1242], '1973-07-10'],
  ['BT', 'BTN', 'Bhutan', 'Thimphu', [27.47, 89.64], AS, 38394, 'Dzongkha', 'BTN', [975], null],
  ['BW', 'BWA', 'Botswana', 'Gaborone', [-24.65, 25.91], AF, 581730, 'English, Tswana', 'BWP', [267], '1966-09-30'],
  ['BY', 'BLR', 'Belarus', 'Minsk', [53.9, 27.57], EU, 207600, 'Belarusian, Russian', 'BYN', [375], '1991-08-25'],
  ['BZ', 'BLZ', 'Belize', 'Belmopan', [17.25, -88.77], NA, 22966, 'English', 'BZD', [501], '1981-09-21'],
  ['CA', 'CAN', 'Canada', 'Ottawa', [45.42, -75.7], NA, 9984670, 'English, French', 'CAD', [1], '1867-07-01'],
  ['CD', 'COD', 'Democratic Republic of the Congo', 'Kinshasa', [-4.32, 15.31], AF, 2344858, 'French', 'CDF', [243], '1960-06-30'],
  ['CF', 'CAF', 'Central African Republic', 'Bangui', [4.36, 18.56], AF, 622984, 'French, Sango', 'XAF', [236], '1960-08-13'],
  ['CG', 'COG', 'Republic of the Congo', 'Brazzaville', [-4.27, 15.28], AF, 342000, 'French', 'XAF', [242], '1960-08-15'],
  ['CH', 'CHE', 'Switzerland', 'Bern', [46.95, 7.45], EU, 41285, 'German, French, Italian, Romansh', 'CHF', [41], '1291'],
  ['CI', 'CIV', "Côte d'Ivoire", 'Yamoussoukro', [6.82, -5.28], AF, 322463, 'French', 'XOF', [225], '1960-08-07'],
  ['CL', 'CHL', 'Chile', 'Santiago', [-33.45, -70.67], SA, 756102, 'Spanish', 'CLP', [56], '1818-02-12'],
  ['CM', 'CMR', 'Cameroon', 'Yaoundé', [3.87, 11.52], AF, 475442, 'French, English', 'XAF', [237], '1960-01-01'],
  ['CN', 'CHN', 'China', 'Beijing', [39.9, 116.41], AS, 9600000, 'Mandarin Chinese', 'CNY', [86], null],
  ['CO', 'COL', 'Colombia', 'Bogotá', [4.71, -74.07], SA, 1141748, 'Spanish', 'COP', [57], '1810-07-20'],
  ['CR', 'CRI', 'Costa Rica', 'San José', [9.93, -84.08], NA, 51100, 'Spanish', 'CRC', [506], '1821-09-15'],
  ['CU', 'CUB', 'Cuba', 'Havana', [23.11, -82.37], NA, 109884, 'Spanish', 'CUP', [53], '1902-05-20'],
  ['CV', 'CPV', 'Cabo Verde', 'Praia', [14.93, -23.51], AF, 4033, 'Portuguese', 'CVE', [238], '1975-07-05'],
  ['CY', 'CYP', 'Cyprus', 'Nicosia', [35.17, 33.36], AS, 9251, 'Greek, Turkish', 'EUR', [357], '1960-08-16'],
  ['CZ', 'CZE', 'Czechia', 'Prague', [50.08, 14.44], EU, 78871, 'Czech', 'CZK', [420], '1993-01-01'],
  ['DE', 'DEU', 'Germany', 'Berlin', [52.52, 13.41], EU, 357600, 'German', 'EUR', [49], null],
  ['DJ', 'DJI', 'Djibouti', 'Djibouti', [11.59, 43.15], AF, 23200, 'French, Arabic', 'DJF', [253], '1977-06-27'],
  ['DK', 'DNK', 'Denmark', 'Copenhagen', [55.68, 12.57], EU, 43094, 'Danish', 'DKK', [45], null],
  ['DM', 'DMA', 'Dominica', 'Roseau', [15.3, -61.39], NA, 751, 'English', 'XCD', [1767], '1978-11-03'],
  ['DO', 'DOM', 'Dominican Republic', 'Santo Domingo', [18.48, -69.93], NA, 48671, 'Spanish', 'DOP', [1809, 1829, 1849], '1844-02-27'],
  ['DZ', 'DZA', 'Algeria', 'Algiers', [36.75, 3.06], AF, 2381741, 'Arabic, Tamazight', 'DZD', [213], '1962-07-05'],
  ['EC', 'ECU', 'Ecuador', 'Quito', [-0.18, -78.47], SA, 276841, 'Spanish', 'USD', [593], null],
  ['EE', 'EST', 'Estonia', 'Tallinn', [59.44, 24.75], EU, 45227, 'Estonian', 'EUR', [372], '1918-02-24'],
  ['EG', 'EGY', 'Egypt', 'Cairo', [30.04, 31.24], AF, 1002450, 'Arabic', 'EGP', [20], '1922-02-28'],
  ['ER', 'ERI', 'Eritrea', 'Asmara', [15.32, 38.93], AF, 117600, 'Tigrinya, Arabic, English', 'ERN', [291], '1993-05-24'],
  ['ES', 'ESP', 'Spain', 'Madrid', [40.42, -3.7], EU, 505992, 'Spanish', 'EUR', [34], null],
  ['ET', 'ETH', 'Ethiopia', 'Addis Ababa', [9.03, 38.74], AF, 1104300, 'Amharic', 'ETB', [251], null],
  ['FI', 'FIN', 'Finland', 'Helsinki', [60.17, 24.94], EU, 338440, 'Finnish, Swedish', 'EUR', [358], '1917-12-06'],
  ['FJ', 'FJI', 'Fiji', 'Suva', [-18.14, 178.44], OC, 18272, 'English, Fijian, Fiji Hindi', 'FJD', [679], '1970-10-10'],
  ['FM', 'FSM', 'Micronesia', 'Palikir', [6.92, 158.16], OC, 702, 'English', 'USD', [691], '1986-11-03'],
  ['FR', 'FRA', 'France', 'Paris', [48.86, 2.35], EU, 551500, 'French', 'EUR', [33], null],
  ['GA', 'GAB', 'Gabon', 'Libreville', [0.39, 9.45], AF, 267668, 'French', 'XAF', [241], '1960-08-17'],
  ['GB', 'GBR', 'United Kingdom', 'London', [51.51, -0.13], EU, 242495, 'English', 'GBP', [44], null],
  ['GD', 'GRD', 'Grenada', "Saint George's", [12.06, -61.75], NA, 344, 'English', 'XCD', [1473], '1974-02-07'],
  ['GE', 'GEO', 'Georgia', 'Tbilisi', [41.72, 44.79], AS, 69700, 'Georgian', 'GEL', [995], '1991-04-09'],
  ['GH', 'GHA', 'Ghana', 'Accra', [5.56, -0.2], AF, 238533, 'English', 'GHS', [233], '1957-03-06'],
  ['GM', 'GMB', 'Gambia', 'Banjul', [13.45, -16.58], AF, 11295, 'English', 'GMD', [220], '1965-02-18'],
  ['GN', 'GIN', 'Guinea', 'Conakry', [9.51, -13.71], AF, 245857, 'French', 'GNF', [224], '1958-10-02'],
  ['GQ', 'GNQ', 'Equatorial Guinea', null, null, AF, 28051, 'Spanish, French, Portuguese', 'XAF', [240], '1968-10-12'],
  ['GR', 'GRC', 'Greece', 'Athens', [37.98, 23.73], EU, 131957, 'Greek', 'EUR', [30], null],
  ['GT', 'GTM', 'Guatemala', 'Guatemala City', [14.63, -90.51], NA, 108889, 'Spanish', 'GTQ', [502], '1821-09-15'],
  ['GW', 'GNB', 'Guinea-Bissau', 'Bissau', [11.86, -15.6], AF, 36125, 'Portuguese', 'XOF', [245], '1973-09-24'],
  ['GY', 'GUY', 'Guyana', 'Georgetown', [6.8, -58.16], SA, 214969, 'English', 'GYD', [592], '1966-05-26'],
  ['HN', 'HND', 'Honduras', 'Tegucigalpa', [14.07, -87.19], NA, 112492, 'Spanish', 'HNL', [504], '1821-09-15'],
  ['HR', 'HRV', 'Croatia', 'Zagreb', [45.81, 15.98], EU, 56594, 'Croatian', 'EUR', [385], '1991'],
  ['HT', 'HTI', 'Haiti', 'Port-au-Prince', [18.54, -72.34], NA, 27750, 'Haitian Creole, French', 'HTG', [509], '1804-01-01'],
  ['HU', 'HUN', 'Hungary', 'Budapest', [47.5, 19.04], EU, 93028, 'Hungarian', 'HUF', [36], null],
  ['ID', 'IDN', 'Indonesia', 'Jakarta', [-6.2, 106.85], AS, 1904569, 'Indonesian', 'IDR', [62], '1945-08-17'],
  ['IE', 'IRL', 'Ireland', 'Dublin', [53.35, -6.26], EU, 70273, 'Irish, English', 'EUR', [353], '1922-12-06'],
  ['IL', 'ISR', 'Israel', null, null, AS, 20770, 'Hebrew', 'ILS', [972], '1948-05-14'],
  ['IN', 'IND', 'India', 'New Delhi', [28.61, 77.21], AS, 3287263, 'Hindi, English', 'INR', [91], '1947-08-15'],
  ['IQ', 'IRQ', 'Iraq', 'Baghdad', [33.31, 44.37], AS, 438317, 'Arabic, Kurdish', 'IQD', [964], '1932-10-03'],
  ['IR', 'IRN', 'Iran', 'Tehran', [35.69, 51.39], AS, 1648195, 'Persian', 'IRR', [98], null],
  ['IS', 'ISL', 'Iceland', 'Reykjavík', [64.15, -21.94], EU, 103000, 'Icelandic', 'ISK', [354], null],
  ['IT', 'ITA', 'Italy', 'Rome', [41.9, 12.5], EU, 301340, 'Italian', 'EUR', [39], '1861-03-17'],
  ['JM', 'JAM', 'Jamaica', 'Kingston', [17.97, -76.79], NA, 10991, 'English', 'JMD', [1876, 1658], '1962-08-06'],
  ['JO', 'JOR', 'Jordan', 'Amman', [31.96, 35.95], AS, 89342, 'Arabic', 'JOD', [962], '1946-05-25'],
  ['JP', 'JPN', 'Japan', 'Tokyo', [35.68, 139.69], AS, 377975, 'Japanese', 'JPY', [81], null],
  ['KE', 'KEN', 'Kenya', 'Nairobi', [-1.29, 36.82], AF, 580367, 'Swahili, English', 'KES', [254], '1963-12-12'],
  ['KG', 'KGZ', 'Kyrgyzstan', 'Bishkek', [42.87, 74.59], AS, 199951, 'Kyrgyz, Russian', 'KGS', [996], '1991-08-31'],
  ['KH', 'KHM', 'Cambodia', 'Phnom Penh', [11.56, 104.92], AS, 181035, 'Khmer', 'KHR', [855], '1953-11-09'],
  ['KI', 'KIR', 'Kiribati', 'South Tarawa', [1.33, 172.98], OC, 811, 'English, Gilbertese', 'AUD', [686], '1979-07-12'],
  ['KM', 'COM', 'Comoros', 'Moroni', [-11.7, 43.26], AF, 1862, 'Comorian, Arabic, French', 'KMF', [269], '1975-07-06'],
  ['KN', 'KNA', 'Saint Kitts and Nevis', 'Basseterre', [17.3, -62.72], NA, 261, 'English', 'XCD', [1869], '1983-09-19'],
  ['KP', 'PRK', 'North Korea', 'Pyongyang', [39.02, 125.75], AS, 120538, 'Korean', 'KPW', [850], '1948-09-09'],
  ['KR', 'KOR', 'South Korea', 'Seoul', [37.57, 126.98], AS, 100210, 'Korean', 'KRW', [82], '1948-08-15'],
  ['KW', 'KWT', 'Kuwait', 'Kuwait City', [29.38, 47.98], AS, 17818, 'Arabic', 'KWD', [965], '1961-06-19'],
  ['KZ', 'KAZ', 'Kazakhstan', 'Astana', [51.17, 71.43], AS, 2724900, 'Kazakh, Russian', 'KZT', [7], '1991-12-16'],
  ['LA', 'LAO', 'Laos', 'Vientiane', [17.97, 102.63], AS, 236800, 'Lao', 'LAK', [856], '1953-10-22'],
  ['LB', 'LBN', 'Lebanon', 'Beirut', [33.89, 35.5], AS, 10452, 'Arabic', 'LBP', [961], '1943-11-22'],
  ['LC', 'LCA', 'Saint Lucia', 'Castries', [14.01, -60.99], NA, 616, 'English', 'XCD', [1758], '1979-02-22'],
  ['LI', 'LIE', 'Liechtenstein', 'Vaduz', [47.14, 9.52], EU, 160, 'German', 'CHF', [423], null],
  ['LK', 'LKA', 'Sri Lanka', 'Sri Jayawardenepura Kotte', [6.9, 79.91], AS, 65610, 'Sinhala, Tamil', 'LKR', [94], '1948-02-04'],
  ['LR', 'LBR', 'Liberia', 'Monrovia', [6.3, -10.8], AF, 111369, 'English', 'LRD', [231], '1847-07-26'],
  ['LS', 'LSO', 'Lesotho', 'Maseru', [-29.31, 27.48], AF, 30355, 'Sesotho, English', 'LSL', [266], '1966-10-04'],
  ['LT', 'LTU', 'Lithuania', 'Vilnius', [54.69, 25.28], EU, 65300, 'Lithuanian', 'EUR', [370], '1918-02-16'],
  ['LU', 'LUX', 'Luxembourg', 'Luxembourg', [49.61, 6.13], EU, 2586, 'Luxembourgish, French, German', 'EUR', [352], null],
  ['LV', 'LVA', 'Latvia', 'Riga', [56.95, 24.11], EU, 64559, 'Latvian', 'EUR', [371], '1918-11-18'],
  ['LY', 'LBY', 'Libya', 'Tripoli', [32.89, 13.19], AF, 1759540, 'Arabic', 'LYD', [218], '1951-12-24'],
  ['MA', 'MAR', 'Morocco', 'Rabat', [34.02, -6.84], AF, 446550, 'Arabic, Tamazight', 'MAD', [212], '1956-03-02'],
  ['MC', 'MCO', 'Monaco', 'Monaco', [43.74, 7.42], EU, 2.08, 'French', 'EUR', [377], null],
  ['MD', 'MDA', 'Moldova', 'Chișinău', [47.01, 28.86], EU, 33846, 'Romanian', 'MDL', [373], '1991-08-27'],
  ['ME', 'MNE', 'Montenegro', 'Podgorica', [42.44, 19.26], EU, 13812, 'Montenegrin', 'EUR', [382], '2006-06-03'],
  ['MG', 'MDG', 'Madagascar', 'Antananarivo', [-18.88, 47.51], AF, 587041, 'Malagasy, French', 'MGA', [261], '1960-06-26'],
  ['MH', 'MHL', 'Marshall Islands', 'Majuro', [7.1, 171.38], OC, 181, 'Marshallese, English', 'USD', [692], '1986-10-21'],
  ['MK', 'MKD', 'North Macedonia', 'Skopje', [42, 21.43], EU, 25713, 'Macedonian, Albanian', 'MKD', [389], '1991-09-08'],
  ['ML', 'MLI', 'Mali', 'Bamako', [12.64, -8], AF, 1240192, '', 'XOF', [223], '1960'],
  ['MM', 'MMR', 'Myanmar', 'Naypyidaw', [19.76, 96.08], AS, 676578, 'Burmese', 'MMK', [95], '1948-01-04'],
  ['MN', 'MNG', 'Mongolia', 'Ulaanbaatar', [47.92, 106.92], AS, 1564116, 'Mongolian', 'MNT', [976], null],
  ['MR', 'MRT', 'Mauritania', 'Nouakchott', [18.08, -15.98], AF, 1030700, 'Arabic', 'MRU', [222], '1960-11-28'],
  ['MT', 'MLT', 'Malta', 'Valletta', [35.9, 14.51], EU, 316, 'Maltese, English', 'EUR', [356], '1964-09-21'],
  ['MU', 'MUS', 'Mauritius', 'Port Louis', [-20.16, 57.5], AF, 2040, 'English, French, Mauritian Creole', 'MUR', [230], '1968-03-12'],
  ['MV', 'MDV', 'Maldives', 'Malé', [4.18, 73.51], AS, 298, 'Dhivehi', 'MVR', [960], '1965-07-26'],
  ['MW', 'MWI', 'Malawi', 'Lilongwe', [-13.97, 33.79], AF, 118484, 'English, Chichewa', 'MWK', [265], '1964-07-06'],
  ['MX', 'MEX', 'Mexico', 'Mexico City', [19.43, -99.13], NA, 1964375, 'Spanish', 'MXN', [52], '1821-09-27'],
  ['MY', 'MYS', 'Malaysia', 'Kuala Lumpur', [3.14, 101.69], AS, 330803, 'Malay', 'MYR', [60], '1957-08-31'],
  ['MZ', 'MOZ', 'Mozambique', 'Maputo', [-25.97, 32.57], AF, 801590, 'Portuguese', 'MZN', [258], '1975-06-25'],
  ['NA', 'NAM', 'Namibia', 'Windhoek', [-22.56, 17.08], AF, 825615, 'English', 'NAD', [264], '1990-03-21'],
  ['NE', 'NER', 'Niger', 'Niamey', [13.51, 2.11], AF, 1267000, '', 'XOF', [227], '1960-08-03'],
  ['NG', 'NGA', 'Nigeria', 'Abuja', [9.07, 7.49], AF, 923768, 'English', 'NGN', [234], '1960-10-01'],
  ['NI', 'NIC', 'Nicaragua', 'Managua', [12.13, -86.25], NA, 130373, 'Spanish', 'NIO', [505], '1821-09-15'],
  ['NL', 'NLD', 'Netherlands', 'Amsterdam', [52.37, 4.9], EU, 41850, 'Dutch', 'EUR', [31], '1581'],
  ['NO', 'NOR', 'Norway', 'Oslo', [59.91, 10.75], EU, 323802, 'Norwegian', 'NOK', [47], '1905-06-07'],
  ['NP', 'NPL', 'Nepal', 'Kathmandu', [27.72, 85.32], AS, 147181, 'Nepali', 'NPR', [977], null],
  ['NR', 'NRU', 'Nauru', null, null, OC, 21, 'Nauruan, English', 'AUD', [674], '1968-01-31'],
  ['NZ', 'NZL', 'New Zealand', 'Wellington', [-41.29, 174.78], OC, 268021, 'English, Māori', 'NZD', [64], null],
  ['OM', 'OMN', 'Oman', 'Muscat', [23.59, 58.38], AS, 309500, 'Arabic', 'OMR', [968], null],
  ['PA', 'PAN', 'Panama', 'Panama City', [8.98, -79.52], NA, 75417, 'Spanish', 'PAB', [507], '1903-11-03'],
  ['PE', 'PER', 'Peru', 'Lima', [-12.05, -77.04], SA, 1285216, 'Spanish, Quechua, Aymara', 'PEN', [51], '1821-07-28'],
  ['PG', 'PNG', 'Papua New Guinea', 'Port Moresby', [-9.44, 147.18], OC, 462840, 'English, Tok Pisin, Hiri Motu', 'PGK', [675], '1975-09-16'],
  ['PH', 'PHL', 'Philippines', 'Manila', [14.6, 120.98], AS, 300000, 'Filipino, English', 'PHP', [63], null],
  ['PK', 'PAK', 'Pakistan', 'Islamabad', [33.68, 73.05], AS, 881913, 'Urdu, English', 'PKR', [92], '1947-08-14'],
  ['PL', 'POL', 'Poland', 'Warsaw', [52.23, 21.01], EU, 312696, 'Polish', 'PLN', [48], '1918-11-11'],
  ['PS', 'PSE', 'Palestine', null, null, AS, 6020, 'Arabic', 'ILS', [970], null],
  ['PT', 'PRT', 'Portugal', 'Lisbon', [38.72, -9.14], EU, 92212, 'Portuguese', 'EUR', [351], '1143'],
  ['PW', 'PLW', 'Palau', 'Ngerulmud', [7.5, 134.62], OC, 459, 'Palauan, English', 'USD', [680], '1994-10-01'],
  ['PY', 'PRY', 'Paraguay', 'Asunción', [-25.28, -57.63], SA, 406752, 'Spanish, Guaraní', 'PYG', [595], '1811'],
  ['QA', 'QAT', 'Qatar', 'Doha', [25.29, 51.53], AS, 11586, 'Arabic', 'QAR', [974], '1971-09-03'],
  ['RO', 'ROU', 'Romania', 'Bucharest', [44.43, 26.1], EU, 238391, 'Romanian', 'RON', [40], '1877'],
  ['RS', 'SRB', 'Serbia', 'Belgrade', [44.79, 20.45], EU, 88361, 'Serbian', 'RSD', [381], null],
  ['RU', 'RUS', 'Russia', 'Moscow', [55.76, 37.62], EU, 17098246, 'Russian', 'RUB', [7], null],
  ['RW', 'RWA', 'Rwanda', 'Kigali', [-1.94, 30.06], AF, 26338, 'Kinyarwanda, English, French, Swahili', 'RWF', [250], '1962-07-01'],
  ['SA', 'SAU', 'Saudi Arabia', 'Riyadh', [24.71, 46.68], AS, 2149690, 'Arabic', 'SAR', [966], '1932-09-23'],
  ['SB', 'SLB', 'Solomon Islands', 'Honiara', [-9.43, 159.95], OC, 28896, 'English', 'SBD', [677], '1978-07-07'],
  ['SC', 'SYC', 'Seychelles', 'Victoria', [-4.62, 55.45], AF, 457, 'Seychellois Creole, English, French', 'SCR', [248], '1976-06-29'],
  ['SD', 'SDN', 'Sudan', 'Khartoum', [15.5, 32.56], AF, 1861484, 'Arabic, English', 'SDG', [249], '1956-01-01'],
  ['SE', 'SWE', 'Sweden', 'Stockholm', [59.33, 18.07], EU, 450295, 'Swedish', 'SEK', [46], '1523'],
  ['SG', 'SGP', 'Singapore', 'Singapore', [1.29, 103.85], AS, 734, 'English, Malay, Mandarin Chinese, Tamil', 'SGD', [65], '1965-08-09'],
  ['SI', 'SVN', 'Slovenia', 'Ljubljana', [46.06, 14.51], EU, 20273, 'Slovene', 'EUR', [386], '1991-06-25'],
  ['SK', 'SVK', 'Slovakia', 'Bratislava', [48.15, 17.11], EU, 49035, 'Slovak', 'EUR', [421], '1993-01-01'],
  ['SL', 'SLE', 'Sierra Leone', 'Freetown', [8.48, -13.23], AF, 71740, 'English', 'SLE', [232], '1961-04-27'],
  ['SM', 'SMR', 'San Marino', 'City of San Marino', [43.94, 12.45], EU, 61, 'Italian', 'EUR', [378], null],
  ['SN', 'SEN', 'Senegal', 'Dakar', [14.69, -17.45], AF, 196722, 'French', 'XOF', [221], '1960'],
  ['SO', 'SOM', 'Somalia', 'Mogadishu', [2.04, 45.34], AF, 637657, 'Somali, Arabic', 'SOS', [252], '1960-07-01'],
  ['SR', 'SUR', 'Suriname', 'Paramaribo', [5.85, -55.2], SA, 163820, 'Dutch', 'SRD', [597], '1975-11-25'],
  ['SS', 'SSD', 'South Sudan', 'Juba', [4.86, 31.57], AF, 644329, 'English', 'SSP', [211], '2011-07-09'],
  ['ST', 'STP', 'São Tomé and Príncipe', 'São Tomé', [0.34, 6.73], AF, 964, 'Portuguese', 'STN', [239], '1975-07-12'],
  ['SV', 'SLV', 'El Salvador', 'San Salvador', [13.69, -89.22], NA, 21041, 'Spanish', 'USD', [503], '1821-09-15'],
  ['SY', 'SYR', 'Syria', 'Damascus', [33.51, 36.29], AS, 185180, 'Arabic', 'SYP', [963], '1946-04-17'],
  ['SZ', 'SWZ', 'Eswatini', 'Mbabane', [-26.32, 31.13], AF, 17364, 'Swazi, English', 'SZL', [268], '1968-09-06'],
  ['TD', 'TCD', 'Chad', "N'Djamena", [12.13, 15.06], AF, 1284000, 'French, Arabic', 'XAF', [235], '1960-08-11'],
  ['TG', 'TGO', 'Togo', 'Lomé', [6.13, 1.22], AF, 56785, 'French', 'XOF', [228], '1960-04-27'],
  ['TH', 'THA', 'Thailand', 'Bangkok', [13.75, 100.5], AS, 513120, 'Thai', 'THB', [66], null],
  ['TJ', 'TJK', 'Tajikistan', 'Dushanbe', [38.56, 68.77], AS, 143100, 'Tajik', 'TJS', [992], '1991-09-09'],
  ['TL', 'TLS', 'Timor-Leste', 'Dili', [-8.56, 125.57], AS, 14919, 'Portuguese, Tetum', 'USD', [670], '2002-05-20'],
  ['TM', 'TKM', 'Turkmenistan', 'Ashgabat', [37.95, 58.38], AS, 488100, 'Turkmen', 'TMT', [993], '1991-10-27'],
  ['TN', 'TUN', 'Tunisia', 'Tunis', [36.81, 10.18], AF, 163610, 'Arabic', 'TND', [216], '1956-03-20'],
  ['TO', 'TON', 'Tonga', 'Nukuʻalofa', [-21.14, -175.2], OC, 747, 'Tongan, English', 'TOP', [676], '1970-06-04'],
  ['TR', 'TUR', 'Türkiye', 'Ankara', [39.93, 32.86], AS, 783562, 'Turkish', 'TRY', [90], '1923-10-29'],
  ['TT', 'TTO', 'Trinidad and Tobago', 'Port of Spain', [10.66, -61.51], NA, 5130, 'English', 'TTD', [1868], '1962-08-31'],
  ['TV', 'TUV', 'Tuvalu', 'Funafuti', [-8.52, 179.2], OC, 26, 'Tuvaluan, English', 'AUD', [688], '1978-10-01'],
  ['TZ', 'TZA', 'Tanzania', 'Dodoma', [-6.17, 35.74], AF, 945087, 'Swahili, English', 'TZS', [255], '1964-04-26'],
  ['UA', 'UKR', 'Ukraine', 'Kyiv', [50.45, 30.52], EU, 603550, 'Ukrainian', 'UAH', [380], '1991-08-24'],
  ['UG', 'UGA', 'Uganda', 'Kampala', [0.35, 32.58], AF, 241550, 'English, Swahili', 'UGX', [256], '1962-10-09'],
  ['US', 'USA', 'United States', 'Washington, D.C.', [38.9, -77.04], NA, 9525067, 'English', 'USD', [1], '1776-07-04'],
  ['UY', 'URY', 'Uruguay', 'Montevideo', [-34.9, -56.16], SA, 176215, 'Spanish', 'UYU', [598], '1825-08-25'],
  ['UZ', 'UZB', 'Uzbekistan', 'Tashkent', [41.3, 69.24], AS, 448978, 'Uzbek', 'UZS', [998], '1991'],
  ['VA', 'VAT', 'Vatican City', 'Vatican City', [41.9, 12.45], EU, 0.49, 'Italian, Latin', 'EUR', [39], '1929-02-11'],
  ['VC', 'VCT', 'Saint Vincent and the Grenadines', 'Kingstown', [13.16, -61.22], NA, 389, 'English', 'XCD', [1784], '1979-10-27'],
  ['VE', 'VEN', 'Venezuela', 'Caracas', [10.48, -66.9], SA, 916445, 'Spanish', 'VES', [58], '1811-07-05'],
  ['VN', 'VNM', 'Vietnam', 'Hanoi', [21.03, 105.85], AS, 331212, 'Vietnamese', 'VND', [84], '1945-09-02'],
  ['VU', 'VUT', 'Vanuatu', 'Port Vila', [-17.73, 168.32], OC, 12189, 'Bislama, English, French', 'VUV', [678], '1980-07-30'],
  ['WS', 'WSM', 'Samoa', 'Apia', [-13.83, -171.77], OC, 2842, 'Samoan, English', 'WST', [685], '1962-01-01'],
  ['YE', 'YEM', 'Yemen', "Sana'a", [15.37, 44.19], AS, 527968, 'Arabic', 'YER', [967], '1990-05-22'],
  ['ZA', 'ZAF', 'South Africa', 'Pretoria', [-25.75, 28.19], AF, 1221037, 'Zulu, Xhosa, Afrikaans, English', 'ZAR', [27], '1910-05-31'],
  ['ZM', 'ZMB', 'Zambia', 'Lusaka', [-15.42, 28.28], AF, 752612, 'English', 'ZMW', [260], '1964-10-24'],
  ['ZW', 'ZWE', 'Zimbabwe', 'Harare', [-17.83, 31.05], AF, 390757, 'English, Shona, Ndebele', 'ZWG', [263], '1980-04-18'],
];

const WITH_ARTICLE = new Set('AE BS CD CF CG DO GB GM KM MH MV NL PH SB SC US'.split(' '));

const LANDLOCKED = new Set(
  (
    'BF BI BW CF ET LS ML MW NE RW SS SZ TD UG ZM ZW AD AT BY CH CZ HU LI LU MD MK RS SK SM VA ' +
    'AF AM AZ BT KG KZ LA MN NP TJ TM UZ BO PY'
  ).split(' '),
);

const PARLIAMENT_PHONES: Readonly<Record<string, Phone>> = {
  AU: { international: '+61 2 6277 7111', national: '(02) 6277 7111' },
  DK: { international: '+45 33 37 55 00', national: '33 37 55 00' },
  ES: { international: '+34 913 90 60 00', national: '913 90 60 00' },
  FR: { international: '+33 1 40 63 60 00', national: '01 40 63 60 00' },
  GB: { international: '+44 20 7219 3000', national: '020 7219 3000' },
  IE: { international: '+353 1 618 3000', national: '(01) 618 3000' },
  JP: { international: '+81 3-3581-5111', national: '03-3581-5111' },
  NL: { international: '+31 70 318 2211', national: '070 318 2211' },
  NO: { international: '+47 23 31 30 50', national: '23 31 30 50' },
  NZ: { international: '+64 4 817 9999', national: '04 817 9999' },
  SE: { international: '+46 8 786 40 00', national: '08-786 40 00' },
  US: { international: '+1 202-224-3121', national: '(202) 224-3121' },
};

/** The 193 members of the United Nations and its two observer states, by alpha-2 code. */
export const countries: readonly Country[] = ROWS.map(
  ([alpha2, alpha3, name, capital, position, continent, area, languages, currency, callingCodes, since]) => ({
    alpha2,
    alpha3,
    name,
    article: WITH_ARTICLE.has(alpha2),
    capital,
    position: position && { latitude: position[0], longitude: position[1] },
    continent,
    area,
    languages: languages === '' ? [] : languages.split(', '),
    currency: { code: currency, name: currencyName(currency) },
    callingCodes,
    since,
    landlocked: LANDLOCKED.has(alpha2),
    parliamentPhone: PARLIAMENT_PHONES[alpha2] ?? null,
  }),
);

function currencyName(code: string): string {
  const name = currencyNames[code];
  if (name === undefined) throw new Error(`currency ${code} has no name in currencies.ts`);
  return name;
}
