import type { Language, Model } from '../../nodes/Koldan/api/types.ts';

const model = (
	id: string,
	displayName: string,
	languages: string[],
	more: Partial<Model> = {},
): Model => ({
	id,
	type: 'FAMILY',
	displayName,
	description: null,
	status: 'AVAILABLE',
	currentVersion: `${id}-v3`,
	deprecated: false,
	deprecationDate: null,
	deprecationMessage: null,
	capabilities: {
		languages,
		supportsLangAutodetect: languages.length > 1,
		supportsStreaming: false,
	},
	...more,
});

/** Models of every status and type; the names are those that Koldan's public pages mention. */
export const MODELS: Model[] = [
	model('hebrew-general', 'Hebrew General', ['he', 'en']),
	model('general', 'General', ['en', 'he', 'de', 'fr', 'ar', 'es']),
	model('general-v3', 'General v3', ['en', 'he', 'de', 'fr', 'ar', 'es'], { type: 'PINNED' }),
	model('large-v3', 'Large v3', ['en', 'he', 'de', 'fr', 'ar', 'es', 'ru'], { type: 'CONCRETE' }),
	model('medical-en', 'Medical English', ['en'], { status: 'MAINTENANCE' }),
	model('telephony', 'Telephony', ['en', 'he'], { status: 'UNAVAILABLE' }),
	model('general-v2', 'General v2', ['en', 'he'], {
		type: 'PINNED',
		status: 'DEPRECATED',
		deprecated: true,
		deprecationDate: '2099-12-31T00:00:00Z',
		deprecationMessage: 'Use general-v3.',
	}),
	model('general-v1', 'General v1', ['en'], {
		type: 'PINNED',
		status: 'DEPRECATED',
		deprecated: true,
		deprecationDate: '2024-12-31T00:00:00Z',
		deprecationMessage: 'Use general-v3.',
	}),
];

/** Whether a deprecated model is past its end: it then answers 410. */
export const isSunset = ({ deprecationDate }: Model) =>
	typeof deprecationDate === 'string' && Date.parse(deprecationDate) < Date.now();

const language = (
	langTag: string,
	globalDisplayName: string,
	localDisplayName: string,
	rtl = false,
): Language => ({ name: globalDisplayName, localDisplayName, globalDisplayName, rtl, langTag });

export const LANGUAGES: Language[] = [
	language('he', 'Hebrew', 'עברית', true),
	language('ar', 'Arabic', 'العربية', true),
	language('en', 'English', 'English'),
	language('de', 'German', 'Deutsch'),
	language('es', 'Spanish', 'español'),
	language('fr', 'French', 'français'),
	language('ru', 'Russian', 'русский'),
];
