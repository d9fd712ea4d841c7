import type { Readable } from 'node:stream';
import type { Behaviour } from './behaviour.mts';
import type { Clock } from './clock.mts';
import type { ContentHost } from './content-host.mts';
import type { Counters } from './counters.mts';
import type { Identity } from './credentials.mts';
import type { Files } from './files.mts';
import type { Imports } from './imports.mts';
import type { Jobs } from './jobs.mts';
import type { Lifecycle } from './lifecycle.mts';
import type { ReceivedForm } from './multipart.mts';
import type { Presenter } from './presenter.mts';
import type { Summaries } from './summaries.mts';
import type { Webhooks } from './webhooks.mts';

/** What operations work with. */
export interface Koldan {
	behaviour: Behaviour;
	clock: Clock;
	contentHost: ContentHost;
	counters: Counters;
	files: Files;
	imports: Imports;
	jobs: Jobs;
	lifecycle: Lifecycle;
	presenter: Presenter;
	summaries: Summaries;
	webhooks: Webhooks;
	/** To be called after every change that a restart has to remember. */
	onChange: () => void;
}

/** A request that is authenticated, allowed, and valid by the contract. */
export interface OperationRequest {
	identity: Identity;
	/** The path's `{id}`. */
	id: string;
	/** Typed as in the contract. */
	query: Record<string, unknown>;
	/** JSON body, or the values of a form's text parts. */
	body: unknown;
	file?: ReceivedForm['file'];
}

export interface Content {
	stream: Readable;
	headers: Record<string, string | number>;
}

export interface Answer {
	status: number;
	/** Sent as JSON; absent: no content. */
	body?: unknown;
	/** Sent as it is, instead of a body. */
	content?: Content;
	/** An address to which the client is sent. */
	location?: string;
	/** False for a status that the reference doesn't list for the operation. */
	documented?: boolean;
}

export type OperationHandler = (
	koldan: Koldan,
	request: OperationRequest,
) => Answer | Promise<Answer>;
