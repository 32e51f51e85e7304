export { ServerProcess, type ServerSettings } from './server-process.ts';
export { tellStory, type StorySettings } from './story.ts';
export { verifyFile, type Difference, type LoadTime, type Verified } from './verify.ts';
