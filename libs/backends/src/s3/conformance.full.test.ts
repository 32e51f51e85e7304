import { describeBackend } from '../conformance/index.ts';
import { openS3Fixture } from './s3.fixture.ts';

describeBackend('s3', () => openS3Fixture());
