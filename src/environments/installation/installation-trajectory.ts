import type { RunMessage, RunRecord, RunStep, RunUsage } from '../../tool-loop/run-record.ts';

/** One thing the model did. */
export type InstallationStep = RunStep;

/** One message of the conversation; `content` is plain text. */
export type InstallationMessage = RunMessage;

/** Tokens the provider says it counted; what it does not report counts as none. */
export type InstallationUsage = RunUsage;

/** Everything that was said and done in an installation, as plain values that can be written as JSON. */
export type InstallationTrajectory = RunRecord;
