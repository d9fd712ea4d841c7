/**
 * What operations give out with the fields of a new node, where that is not just what their endpoint answers: a job in
 * simple form, or what was done. In the order in which it comes out; `output-previews.mts` makes n8n's previews of it.
 */
import type { Model, Quotas, TranscriptionJob } from '../../nodes/Koldan/api/types';
import type { SimplifiedResult } from '../../nodes/Koldan/transcript/items';

interface SimplifiedJob {
	fileName: string | null;
	status: TranscriptionJob['status'];
	model: string | null;
	id: string;
	fileId: string | null;
	creationDate: string;
	completionDate: string | null;
}

interface SimplifiedTranscript {
	text: string;
	duration: SimplifiedResult['duration'];
	languages: SimplifiedResult['languages'];
	speakers: SimplifiedResult['speakers'];
	segments: SimplifiedResult['segments'];
	confidence: SimplifiedResult['confidence'];
	id: string;
}

interface TranscribedJob {
	text: string;
	fileName: string | null;
	duration: SimplifiedResult['duration'];
	languages: SimplifiedResult['languages'];
	speakers: SimplifiedResult['speakers'];
	segments: SimplifiedResult['segments'];
	confidence: SimplifiedResult['confidence'];
	status: TranscriptionJob['status'];
	model: string | null;
	id: string;
	fileId: string | null;
	creationDate: string;
	completionDate: string | null;
}

/** As Koldan sends it, but that the secrets of a webhook stay in n8n. */
type WholeJob = {
	[Name in keyof TranscriptionJob]: Name extends 'webhook'
		? { url: string }
		: TranscriptionJob[Name];
};

/** A summary without its text. Koldan may send more than is known of summaries. */
interface BareSummary {
	id: string;
	status: TranscriptionJob['status'];
	transcriptionId?: string;
	promptTemplateId?: string;
	creationDate?: string;
	completionDate?: string | null;
	[more: string]: unknown;
}

interface WholeSummary extends BareSummary {
	summary: string | null;
}

/** A file as Koldan shows it, of which only a part is known. */
interface WholeFile {
	id: string;
	name: string;
	[more: string]: unknown;
}

interface QuotaLeft {
	left: string;
	transcriptionMinutesLeft: number | null;
	summariesLeft: number | null;
	storageBytesLeft: number | null;
	quotas: Quotas;
}

/** By resource and operation. */
export interface OutputShapes {
	file: {
		upload: WholeFile;
		import: WholeFile;
		get: WholeFile;
		getAll: WholeFile;
		download: {
			id: string;
			fileName: string | null;
			mimeType: string | null;
			size: number | null;
		};
		update: WholeFile;
		delete: { deleted: boolean; id: string };
		discardContent: { contentDiscarded: boolean; id: string };
	};
	model: { getAll: Model };
	quota: { get: QuotaLeft };
	summary: {
		create: WholeSummary;
		wait: WholeSummary;
		get: WholeSummary;
		getResult: { summary: string | null; summaryId: string; result: unknown };
		getAll: WholeSummary;
		cancel: { success: boolean; id: string };
		delete: { deleted: boolean; id: string };
		purge: { deleted: boolean; purged: boolean; id: string };
		updateWebhook: BareSummary;
		deleteWebhook: { deleted: boolean; id: string };
	};
	transcription: {
		upload: TranscribedJob;
		create: TranscribedJob;
		wait: TranscribedJob;
		get: TranscribedJob;
		getResult: SimplifiedTranscript;
		getAll: SimplifiedJob;
		cancel: { success: boolean; id: string };
		delete: { deleted: boolean; id: string };
		purge: { deleted: boolean; purged: boolean; id: string };
		updateWebhook: WholeJob;
		deleteWebhook: { deleted: boolean; id: string };
	};
}

/** A node without resources and operations has one preview. */
export type TriggerShape = TranscribedJob;
