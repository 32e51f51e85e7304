import { writeSync } from 'node:fs';
import { StoreDatabases } from './store-databases.ts';

const [path] = process.argv.slice(2);

// Looks at the store in the folder, says `open`, and holds what it sees until it is killed.
if (path !== undefined && import.meta.main) {
  const databases = new StoreDatabases(path, { readOnly: true });
  databases.facts.get('format', { transaction: databases.beginRead() });
  writeSync(1, 'open\n');
  process.stdin.resume();
}
