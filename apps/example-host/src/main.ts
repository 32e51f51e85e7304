import { resolve } from 'node:path';
import { exportBooks } from './array-host.ts';

const [folder = 'exports'] = process.argv.slice(2);
console.log(await exportBooks(resolve(folder), `books-${Date.now()}`));
