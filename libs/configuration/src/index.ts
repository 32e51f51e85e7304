export { ConfigurationProblems } from './configuration-problems.ts';
export { type Environment, EnvironmentReader, parseFlag, splitList } from './environment-reader.ts';
export { type MistypedVariable, mistypedVariables, variablesOf } from './known-variables.ts';
