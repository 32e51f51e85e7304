import { describeBackend } from '../conformance/index.ts';
import { openFilesystemFixture } from './filesystem.fixture.ts';

describeBackend('filesystem', openFilesystemFixture);
