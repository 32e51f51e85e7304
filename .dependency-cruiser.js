/**
 * Which file may import which, types included: no circle anywhere, and the arrows between the rooms of a library point
 * down. Arrows between packages are ESLint's, by their layers (eslint.config.js).
 */

/**
 * The rooms of a library, folders of its `src`, from the lowest up: a room imports itself and those before it. Rooms that
 * stand together know nothing of each other. `.` is what lies beside the rooms, where all of it stands on top of them.
 */
const ROOMS = {
  'entities-export': ['values', '.'],
  format: ['columns', 'layout', 'parquet', '.'],
  'usecases-export': [
    'ports',
    ['selection', 'stored'],
    'workers',
    'export',
    ['restore', 'schedule', 'verify'],
    '.',
  ],
  backends: ['cloud', ['azure', 'filesystem', 'gcs', 's3']],
  'host-access': ['authentication', 'authorization'],
  'host-weaviate': ['schema', 'objects', 'tenants', 'grpc'],
  'adapters-db': ['embedded', '.'],
  'adapters-weaviate': [['connection', 'cut'], 'objects', 'target', '.'],
};

const TESTS = '[.](test|fixture)[.]ts$';

/** Matches the files of rooms. */
const within = (library, rooms) =>
  rooms.map((room) => `^libs/${library}/src/${room === '.' ? '[^/]+$' : `${room}/`}`);

const arrows = Object.entries(ROOMS).flatMap(([library, levels]) =>
  levels.flatMap((level, index) =>
    [level].flat().map((room) => ({
      name: `${library}-${room}-points-down`,
      severity: 'error',
      from: { path: within(library, [room]), pathNot: TESTS },
      to: {
        path: within(library, [level, levels.slice(index + 1)].flat(2)),
        pathNot: within(library, [room]),
      },
    })),
  ),
);

export default {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      // Messages that hold each other are generated so.
      from: { pathNot: '[.]gen[.]ts$' },
      to: { circular: true },
    },
    ...arrows,
    {
      name: 'ports-know-entities-and-format-alone',
      severity: 'error',
      from: { path: '^libs/usecases-export/src/ports/', pathNot: TESTS },
      to: {
        path: '^(libs|apps|tools)/',
        pathNot: '^libs/(usecases-export/src/ports|entities-export|format)/',
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)(node_modules|dist)/' },
    enhancedResolveOptions: {
      conditionNames: ['@weaviate-export/source', 'node', 'import'],
      exportsFields: ['exports'],
    },
  },
};
