import { describeBackend } from '../conformance/index.ts';
import { openGcsFixture } from './gcs.fixture.ts';

describeBackend('gcs', () => openGcsFixture());
