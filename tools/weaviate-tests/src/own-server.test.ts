import { describeLiveSource } from './live-source-promises.fixture.ts';
import { describeLiveTarget } from './live-target-promises.fixture.ts';
import { ownServer } from './weaviate.fixture.ts';

describeLiveSource(
  "this project's own server",
  { textsAreItsOwn: false, addsNamedVectors: false },
  ownServer,
);

describeLiveTarget("this project's own server", ownServer);
