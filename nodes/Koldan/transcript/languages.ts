/**
 * The small words by which a sentence may be broken well: subtitle guidelines (Netflix: line treatment;
 * BBC: break at natural points) ask for a break before a conjunction or a preposition, and for none between
 * an article, conjunction or preposition and what belongs to it.
 */
interface SmallWords {
	/** Break before these, not behind them. */
	conjunctions: string;
	/** Break before these if need be, not behind them. */
	prepositions: string;
	/** These belong to what follows: articles, possessives, negations, auxiliary verbs. */
	articles: string;
	/** These end in a full stop that ends no sentence. */
	abbreviations: string;
}

const LANGUAGES: Record<string, SmallWords> = {
	en: {
		conjunctions:
			'and but or nor so yet because although though while whereas if unless until when where which who whom whose that than as since after before whether',
		prepositions:
			'about above across against along among around at behind below beneath beside between beyond by despite down during except for from in inside into like near of off on onto out outside over past through throughout to toward towards under up upon with within without',
		articles:
			'a an the my your his her its our their this these those not no very am is are was were be been have has had will would can could should must may might do does did',
		abbreviations: 'Mr. Mrs. Ms. Dr. Prof. St. vs. e.g. i.e. No.',
	},
	he: {
		conjunctions:
			'או אבל אך אולם כי אם אלא גם לכן ולכן אז ואז כאשר למרות כדי בגלל מפני משום אחרי לפני עד ואם וגם ואבל אבל',
		prepositions: 'על של אל עם בלי ללא בין לפי תחת מול נגד אצל כמו למען בתוך מתוך לתוך דרך בעד את',
		articles: 'לא אין יש כל זה זאת אותו אותה הכי מאוד',
		abbreviations: "וכו׳. וכו'. גב׳.",
	},
	ar: {
		conjunctions:
			'و أو أم لكن ولكن بل ثم لأن إذا إن أن حيث بينما عندما لكي حتى كي لذلك الذي التي الذين',
		prepositions: 'في من إلى على عن مع بين تحت فوق أمام خلف قبل بعد عند منذ حول ضد خلال دون',
		articles: 'لا لم لن ما هذا هذه ذلك تلك كل قد سوف',
		abbreviations: 'د. أ. م.',
	},
	de: {
		conjunctions:
			'und aber oder denn sondern weil dass daß obwohl während wenn als ob damit bevor nachdem bis sobald falls sowie wie wo',
		prepositions:
			'an auf aus bei durch für gegen hinter in im ins mit nach neben ohne seit über um unter von vom vor zu zum zur zwischen am beim',
		articles:
			'der die das den dem des ein eine einen einem einer eines mein meine dein deine sein seine ihr ihre unser unsere kein keine nicht sehr',
		abbreviations: 'Dr. Hr. Fr. Prof. Nr. z.B. bzw. ca. u.a. d.h.',
	},
	fr: {
		conjunctions:
			'et mais ou donc or ni car que qui dont où lorsque quand puisque quoique si comme parce tandis afin',
		prepositions:
			'à au aux avec chez contre dans de du des depuis derrière devant en entre jusque malgré par pour sans sous sur vers',
		articles:
			'le la les un une mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces ne pas très',
		abbreviations: 'M. Mme. Dr. Pr. p.ex. cf.',
	},
	es: {
		conjunctions:
			'y e o u pero sino mas porque pues aunque si como cuando donde mientras que quien cual cuyo para',
		prepositions:
			'a al ante bajo con contra de del desde durante en entre hacia hasta por según sin sobre tras',
		articles:
			'el la los las un una unos unas mi mis tu tus su sus nuestro nuestra este esta estos estas ese esa no muy',
		abbreviations: 'Sr. Sra. Dr. Dra. Ud. Uds. p.ej.',
	},
	it: {
		conjunctions:
			'e ed ma o oppure però perché poiché anche se come quando dove mentre che chi cui quindi sebbene affinché',
		prepositions:
			'a al allo alla ai agli alle con da dal dalla di del dello della dei degli delle in nel nella per su sul sulla tra fra senza verso',
		articles:
			'il lo la i gli le un uno una mio mia tuo tua suo sua nostro nostra questo questa non molto',
		abbreviations: 'Sig. Dott. Prof. ecc.',
	},
	pt: {
		conjunctions:
			'e mas ou porém porque pois embora se como quando onde enquanto que quem qual cujo portanto',
		prepositions:
			'a ao aos à às ante até com contra de do da dos das desde em no na nos nas entre para por pelo pela sem sob sobre',
		articles: 'o os as um uma uns umas meu minha teu tua seu sua nosso nossa este esta não muito',
		abbreviations: 'Sr. Sra. Dr. Dra. p.ex.',
	},
	nl: {
		conjunctions:
			'en maar of want dus omdat doordat hoewel terwijl als toen wanneer dat die wat waar zodat voordat nadat',
		prepositions:
			'aan achter bij binnen boven door in langs met na naar naast om onder op over per sinds te tegen tot tussen uit van voor zonder',
		articles: 'de het een mijn jouw zijn haar ons onze hun deze dit niet geen heel',
		abbreviations: 'dhr. mevr. dr. bijv. enz.',
	},
	ru: {
		conjunctions:
			'и а но или да чтобы что потому если когда где как пока хотя либо ибо который которая которое которые',
		prepositions:
			'в во на с со к ко от до из у о об за по под над при про для без через между перед',
		articles: 'не ни мой моя твой свой наш ваш этот эта это эти очень',
		abbreviations: 'г. т.е. т.д. т.п. др.',
	},
};

/** What a small word does in a sentence. */
export type Role = 'conjunction' | 'preposition' | 'article' | 'abbreviation';

/** The small words of a language, each with its role. */
export type Roles = ReadonlyMap<string, Role>;

const NO_ROLES: Roles = new Map();

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function rolesOf(words: SmallWords): Roles {
	const roles = new Map<string, Role>();
	const add = (list: string, role: Role) => {
		for (const word of list.split(' ')) {
			// A word that may be several things counts as the first of them.
			for (const form of [word, capitalised(word)]) if (!roles.has(form)) roles.set(form, role);
		}
	};
	add(words.conjunctions, 'conjunction');
	add(words.prepositions, 'preposition');
	add(words.articles, 'article');
	add(words.abbreviations, 'abbreviation');
	// The full stop may come as a mark of its own.
	add(words.abbreviations.replace(/\.(?= |$)/g, ''), 'abbreviation');
	return roles;
}

const byLanguage = new Map<string, Roles>();

function rolesByTag(tag: string): Roles {
	let language = tag.toLowerCase().split(/[-_]/)[0];
	if (language === 'iw') language = 'he';
	if (!Object.hasOwn(LANGUAGES, language)) return NO_ROLES;
	let roles = byLanguage.get(language);
	if (!roles) {
		roles = rolesOf(LANGUAGES[language]);
		byLanguage.set(language, roles);
	}
	return roles;
}

/**
 * The small words of a language, by BCP 47 tag; without a tag, of the main language of the script that the
 * text begins in.
 */
export function smallWords(tag: string | null | undefined, text: unknown): Roles {
	if (typeof tag === 'string' && tag !== '') return rolesByTag(tag);
	const first = typeof text === 'string' ? text.charCodeAt(0) : 0;
	if (first >= 0x5d0 && first <= 0x5ea) return rolesByTag('he');
	return rolesByTag(first >= 0x620 && first <= 0x64a ? 'ar' : 'en');
}

/** Hebrew and Arabic write "and" as a letter in front of the word. */
const AND = /^(?:ו[\u05d0-\u05ea]{2,}|و[\u0621-\u064a]{3,})/;

export const startsWithAnd = (word: string): boolean => word > '\u05d5' && AND.test(word);
