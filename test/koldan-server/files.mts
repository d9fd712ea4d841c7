import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KoldanFile } from '../../nodes/Koldan/api/types.ts';
import { makeWav } from '../fixtures/wav.mts';
import type { Clock } from './clock.mts';
import { DEFAULT_USER } from './credentials.mts';

/** Where a URI import stands; null for direct uploads, which are ready at once. */
export type Ingestion = null | 'PENDING' | 'DOWNLOADING' | 'COMPLETED' | 'FAILED';

export interface StoredFile {
	id: string;
	owner: string;
	/** Users besides the owner who may read it. */
	sharedWith: string[];
	name: string;
	/** The name that the recording had where it came from. */
	filename: string;
	contentType: string;
	description: string | null;
	/** Virtual folder: begins and ends with a slash. */
	path: string;
	metadata: Record<string, unknown>;
	tags: string[];
	generateListeningAudio: boolean;
	/** Bytes. */
	size: number;
	sha256: string;
	/** Where the content lies; null: not there (yet, or any more). */
	localPath: string | null;
	/** Where it is imported from. */
	uri: string | null;
	ingestion: Ingestion;
	isDeleted: boolean;
	isContentDiscarded: boolean;
	/** Bytes of a content that is made while it is sent, and lies nowhere. */
	generatedSize?: number;
	createdAt: number;
	/** Seconds; null until a recogniser has looked at it. */
	duration: number | null;
}

/** Uploaded and imported files. */
export class Files {
	private byId = new Map<string, StoredFile>();
	private readonly folder: string;
	private readonly clock: Clock;

	constructor(folder: string, clock: Clock) {
		this.folder = folder;
		this.clock = clock;
		mkdirSync(folder, { recursive: true });
	}

	/** A path for the content of a file that is about to arrive. */
	newPath(): string {
		return join(this.folder, randomUUID());
	}

	get(id: string): StoredFile | undefined {
		return this.byId.get(id);
	}

	list(): StoredFile[] {
		return [...this.byId.values()];
	}

	/**
	 * Adds a file in any state. Without `content` and `localPath` it gets a second of sound, so that
	 * jobs on it succeed; an import that is not completed, and an explicit `localPath: null`, get none.
	 */
	add(file: Partial<StoredFile> & { content?: Uint8Array } = {}): StoredFile {
		const { content, ...fields } = file;
		const ingestion = fields.ingestion ?? null;
		const stored: StoredFile = {
			id: randomUUID(),
			owner: DEFAULT_USER,
			sharedWith: [],
			name: 'recording',
			filename: 'recording.wav',
			contentType: 'audio/wav',
			description: null,
			path: '/',
			metadata: {},
			tags: [],
			generateListeningAudio: true,
			size: 0,
			sha256: '',
			localPath: null,
			uri: null,
			isDeleted: false,
			isContentDiscarded: false,
			createdAt: this.clock.now(),
			duration: null,
			...fields,
			ingestion,
		};
		const ready = ingestion === null || ingestion === 'COMPLETED';
		if (content !== undefined || (ready && fields.localPath === undefined)) {
			const bytes = content ?? makeWav({ seconds: 1 });
			stored.localPath = this.newPath();
			stored.size = bytes.length;
			stored.sha256 = createHash('sha256').update(bytes).digest('hex');
			writeFileSync(stored.localPath, bytes);
		}
		this.byId.set(stored.id, stored);
		return stored;
	}

	/** Removes the content and keeps the rest, as Koldan's `discard-content` does. */
	discardContent(id: string): void {
		const file = this.byId.get(id);
		if (!file) return;
		file.isContentDiscarded = true;
		file.generatedSize = undefined;
		if (file.localPath) rmSync(file.localPath, { force: true });
		file.localPath = null;
	}

	clear(): void {
		for (const file of this.byId.values()) {
			if (file.localPath) rmSync(file.localPath, { force: true });
		}
		this.byId.clear();
	}

	load(files: StoredFile[]): void {
		this.byId = new Map(files.map((file) => [file.id, file]));
	}

	/** A file as answers show it. The page documents `id` and `name`; the rest is named in its prose. */
	present(file: StoredFile): KoldanFile {
		return {
			id: file.id,
			name: file.name,
			filename: file.filename,
			description: file.description,
			path: file.path,
			size: file.size,
			duration: file.duration,
			sha256: file.sha256 || null,
			metadata: file.metadata,
			tags: file.tags,
			ingestionStatus: file.ingestion,
			isDeleted: file.isDeleted,
			isContentDiscarded: file.isContentDiscarded,
			creationDate: this.clock.format(file.createdAt),
		};
	}
}
