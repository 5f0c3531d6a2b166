import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchNames, matchTypedName, type NameMatch } from '../../src/identity/name-match.ts'
import { parseName } from '../../src/person/name.ts'
import { anyText } from '../support/any-text.ts'

/** Setu's examples (https://docs.setu.co/data/match-apis/name-match/examples), by optimistic percent. */
const SETU: readonly (readonly [string, string, number])[] = [
  ['Rakesh Kumar Singh', 'Rakesh Kumar Singh', 100],
  ['RAKESH KUMAR SINGH', 'Rakesh Kumar Singh', 100],
  ['Mr. Rakesh Kumar Singh', 'Rakesh Kumar Singh', 100],
  ['Rakesh K Singh', 'Rakesh Kumar Singh', 95],
  ['Ashok Kumar Ganguly', 'A K Ganguly', 95],
  ['R K S', 'Rakesh Kumar Singh', 43.48],
  ['Anita Kumari', 'Ankita Kumari', 90.91],
  ['Prakash Kumar Chowdhury', 'Prakash Chowdhury', 85],
  ['Prakash Kumar Chowdhury', 'Chowdhury Kumar Prakash', 100],
  ['Prakash Kumar Agarwal', 'Amita Agarwal', 58.82],
  ['Prakash Kumar Chowdhury', 'Ram Prasad Singh', 35.9],
]

/** Setu suggests to take no name below 70; what is not quite the same is for a human here. */
const bandOf = (percent: number): NameMatch =>
  percent >= 95 ? 'match' : percent >= 70 ? 'review' : 'mismatch'

describe("Setu's published examples", () => {
  it.each(SETU)('%s, %s: %d %% is the same band here', (a, b, percent) => {
    expect(matchNames(a, b)).toBe(bandOf(percent))
  })

  it('agree in all 11', () => {
    expect(SETU.filter(([a, b, percent]) => matchNames(a, b) === bandOf(percent))).toHaveLength(11)
    const typed = SETU.filter(([a, b, percent]) => matchTypedName(a, b) === bandOf(percent))
    expect(typed).toHaveLength(11)
  })
})

type Pair = readonly [a: string, b: string, why: string]

const MATCH: readonly Pair[] = [
  ['Anita Rao', 'ANITA RAO', 'capitals'],
  ['Anita  Rao ', 'Anita Rao', 'spaces'],
  ['Rao Anita', 'Anita Rao', 'the surname first, as on some cards'],
  ['Shri Rajesh Gupta', 'Rajesh Gupta', 'a title'],
  ['Smt. Kamala Devi', 'Kamala Devi', 'a title with a dot'],
  ['Dr Mrs Asha Menon', 'Asha Menon', 'two titles'],
  ['Kumari Asha Menon', 'Asha Menon', 'a title that is a name elsewhere'],
  ['Sri Ram Prasad', 'Ram Prasad', 'a title that may be a name'],
  ['Sri Devi', 'Sridevi', 'a name that may be a title'],
  ['Md. Rafi', 'Mohammed Rafi', 'the short form of Mohammed'],
  ['Mohd Imran Khan', 'MOHAMMAD IMRAN KHAN', 'another short form'],
  ['Muhammad Ali', 'Mohamed Ali', 'two spellings of it'],
  ['Sk Abdul', 'Sheikh Abdul', 'the short form of Sheikh'],
  ['Rajesh Kr Sinha', 'Rajesh Kumar Sinha', 'the short form of Kumar'],
  ['Ram Kumar Gupta', 'Ramkumar Gupta', 'two words written as one'],
  ['Venkata Ramana Rao', 'Venkataramana Rao', 'two words written as one'],
  ['Sai Krishna Priya', 'Saikrishnapriya', 'three words written as one'],
  ['Anne-Marie Dsouza', "Anne Marie D'Souza", 'a hyphen and an apostrophe'],
  ['José Fernandes', 'Jose Fernandes', 'an accent'],
  ['A.P.J. Abdul Kalam', 'A P J Abdul Kalam', 'dots'],
  ['AK Rao', 'A K Rao', 'initials run together on both sides'],
  ['Aarti Sharma', 'Arti Sharma', 'aa and a'],
  ['Neelam Jain', 'Nilam Jain', 'ee and i'],
  ['Poonam Jain', 'Punam Jain', 'oo and u'],
  ['Vishwanath Iyer', 'Viswanath Iyer', 'sh and s'],
  ['Wasim Akram', 'Vasim Akram', 'v and w'],
  ['Anitha Kumar', 'Anita Kumar', 'th and t'],
  ['Laxmi Narayan', 'Lakshmi Narayan', 'x and ksh'],
  ['Akshay Mehta', 'Axay Mehta', 'ksh and x'],
  ['Gaurav Bhatia', 'Gourav Bhatia', 'au and ou'],
  ['Vijay Reddy', 'Vijai Reddi', 'y and i'],
  ['Siddharth Jain', 'Sidharth Jain', 'a double letter'],
  ['Phanindra Das', 'Fanindra Dass', 'ph and f'],
  ['Gyaneshwar Patil', 'Dnyaneshwar Patil', 'gya as Marathi writes it'],
  ['Ram Chaudhary', 'Ram Chowdhury', 'a surname of many spellings'],
  ['Ravi Agarwal', 'Ravi Agrawal', 'a surname of many spellings'],
  ['Syed Ali', 'Sayyed Ali', 'a title of birth of many spellings'],
  ['Sunil Verma', 'Sunil Varma', 'a surname of two spellings'],
  ['Priya Nair', 'Priya Nayar', 'a surname of two spellings'],
  ['Ganesh Iyer', 'Ganesh Aiyar', 'a surname of many spellings'],
  ['Anita D/O Ram Lal', 'Anita', "a father's name beside hers"],
  ['Anita', 'anita', 'a single name'],
  ['Rakesh K S Rao', 'Rakesh Kumar Suresh Rao', 'two initials and two words'],
  ['अनिता शर्मा', 'Anita Sharma', 'another script'],
  ['राजेश कुमार सिंह', 'Rajesh Kumar Singh', 'another script'],
  ['श्रीमती लक्ष्मी देवी', 'Laxmi Devi', 'a title in another script'],
  ['ए. पी. जे. अब्दुल कलाम', 'A. P. J. Abdul Kalam', 'initials in another script'],
  ['मोहम्मद रफ़ी', 'Md Rafi', 'a short form across scripts'],
  ['तमिळ', 'तमिळ', 'the same in its own script'],
]

const REVIEW: readonly Pair[] = [
  ['R Singh', 'Rakesh Singh', 'one initial and a surname are many people'],
  ['S Janaki', 'Janaki', 'an initial that the card has not'],
  ['Anita R Rao', 'Anita Rao', 'an initial more'],
  ['Anita', 'Anita Sharma', 'a single name that may be hers'],
  ['Prakash Rao', 'Prakash Kumar Rao', 'a middle name more'],
  ['AK Ganguly', 'Ashok Kumar Ganguly', 'initials run together'],
  ['Amit Shah', 'Amita Shah', 'an a more: a slip, or a woman'],
  ['Kamala Rao', 'Kamla Rao', 'a vowel that is not always written'],
  ['Dharmendra Rao', 'Darmendra Rao', 'a breath that is not always written'],
  ['Javed Khan', 'Zaved Khan', 'z and j'],
  ['Ramesh Kumar Singh', 'Rakesh Kumar Singh', 'one letter: a slip, or a brother'],
  ['Priyanka Chopra', 'Priyanka Chopda', 'one letter of the surname'],
  ['Rameshbhai Patel', 'Ramesh Patel', 'a respectful ending'],
  ['Krishna Rao', 'Krishn Rao', 'a last vowel'],
  ['Bhupendra Singh', 'Bhupinder Singh', 'an ending as Punjabi has it'],
  ['कमल शर्मा', 'Kamla Sharma', 'vowels that the script does not write'],
]

const MISMATCH: readonly Pair[] = [
  ['தமிழ்', 'Tamil', 'a script that nothing here reads: anybody could write it'],
  ['ਗੁਰਪ੍ਰੀਤ ਕੌਰ', 'Gurpreet Kaur', 'a script that nothing here reads: anybody could write it'],
  ['R\u0430hul Sharma', 'Zubin Quarterman', 'one letter of another script'],
  ['R\u0430hul Sharma', 'Rohan Sharma', 'one letter of another script'],
  ['Anita Rao', 'Sunita Rao', 'another given name'],
  ['Anita Rao', 'Anita Sharma', 'another surname: type it as the card has it'],
  ['Rakesh Kumar Singh', 'Suresh Kumar Singh', 'a brother'],
  ['Sita Devi', 'Gita Devi', 'names that differ in a first letter'],
  ['Ravi Rao', 'Rani Rao', 'short names that differ in a letter'],
  ['Kumar', 'Rakesh Kumar', 'a word that half of all names have'],
  ['Md', 'Mohammed Rafi', 'a word that half of all names have'],
  ['Anita R Rao', 'Anita K Rao', 'another initial'],
  ['R S', 'Rakesh Singh', 'initials alone'],
  ['RKS', 'Rakesh Kumar Singh', 'initials alone, run together'],
  ['Anita', 'Ankita', 'a single name and a slip'],
  ['Anil Kumar', 'Sunil Kumar', 'another given name'],
  ['अनिता शर्मा', 'Rakesh Sharma', 'another person across scripts'],
  ['Dr', 'Anita', 'a title alone'],
]

describe('a name', () => {
  it.each(MATCH)('%s is %s: %s', (a, b) => expect(matchNames(a, b)).toBe('match'))
  it.each(REVIEW)('%s may be %s: %s', (a, b) => expect(matchNames(a, b)).toBe('review'))
  it.each(MISMATCH)('%s is not %s: %s', (a, b) => expect(matchNames(a, b)).toBe('mismatch'))
})

const WORDS =
  'anita ankita rao sharma k r singh kumar mohammed md laxmi lakshmi venkata ramana venkataramana अनिता शर्मा சிவா rk'
const words = fc.array(fc.constantFrom(...WORDS.split(' ')), { minLength: 1, maxLength: 6 })
const anyName = fc.oneof(
  words.map((all) => all.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  anyText,
)

/** What a person typed where the register has `Anita Rao`: nobody vouches for the rest. */
const MORE: readonly (readonly [typed: string, why: string])[] = [
  ['Anita Rao s/o Mukesh Dhirubhai Ambani', 'a relation'],
  ['Anita Rao C/O Ram Lal', 'whose house it is'],
  ['Anita Rao \u2105 Ram Lal', 'the same in one sign'],
  ['Anita Rao पत्नी किसी और', 'a relation in Hindi'],
  ['अनिता राव पुत्री राम लाल', 'a relation, all in Hindi'],
  ['Anita Rao 1234 ₹', 'digits and a sign'],
  ['Anita Rao 2', 'a digit'],
  ['Anita Rao ९', 'a digit of another script'],
  ['Anita Rao ₹', 'a sign'],
  ['Anita Rao (Ceo)', 'brackets'],
  ['Anita Rao Ⅳ', 'a number that is no letter'],
  ['Ⓐnita Rao', 'a letter in a circle'],
  ['Anita Rao \u2800', 'a sign that nobody sees'],
  ['A\u0336nita Rao\u0336', 'letters that are struck out'],
  ['अ\u0336निता राव', 'letters of another script that are struck out'],
  ['A\u200d\u0336nita Rao', 'one of them, behind a joiner'],
  ['Anita Rao .\u0336', 'a mark on no letter'],
  ['\u0336Anita Rao', 'a mark before all letters'],
  ['Late Anita Rao', 'who is dead signs nothing'],
  ['Smt. Late Anita Rao', 'the same behind a title'],
  ['स्व॰ अनिता राव', 'the same in Hindi'],
]

const TITLED = [
  'Mr Dr Prof Anita Rao',
  'Smt. Anita Rao',
  'Lt Anita Rao',
  'डॉ॰ अनिता राव',
  "A'nita Rao",
  'Rao, Anita',
  'Anita-Rao',
  'Anita\u200dRao',
  'अनि\u200dता राव',
  'Anita राव',
  'ANITA RAO',
  'A\u0301nita Ra\u0304o',
]

describe('the name that a person typed', () => {
  it.each(MORE)('%s is never a match with Anita Rao: %s', (typed) => {
    expect(matchTypedName(typed, 'Anita Rao')).not.toBe('match')
  })

  it.each(TITLED)('%s is a match with Anita Rao', (typed) => {
    expect(matchTypedName(typed, 'Anita Rao')).toBe('match')
  })

  it.each(MATCH.filter(([typed]) => !typed.includes('/')))('%s is %s: %s', (typed, registered) => {
    expect(matchTypedName(typed, registered)).toBe('match')
  })

  it('may have a name that has late in it', () => {
    expect(matchTypedName('Smt. Lateefa Rao', 'LATEEFA RAO')).toBe('match')
    expect(matchTypedName('Shri Pramod Kalate', 'PRAMOD KALATE')).toBe('match')
  })

  it('may lack what the register has: a relation, digits, signs', () => {
    for (const registered of ['Anita Rao D/O Ram Lal', 'Anita Rao 1', 'Late Anita Rao']) {
      expect(matchTypedName('Anita Rao', registered)).toBe('match')
    }
  })

  it('may have what the register has, too', () => {
    expect(matchTypedName('Anita Rao d/o Ram Lal', 'ANITA RAO D/O RAM LAL')).toBe('match')
    expect(matchTypedName('Anita Rao d/o Ram Lal', 'Anita Rao d/o Shyam Lal')).toBe('review')
  })

  it('is as near as any two names are, or for review', () => {
    fc.assert(
      fc.property(anyName, anyName, (typed, registered) => {
        const match = matchNames(typed, registered)
        expect([match, match === 'match' ? 'review' : match]).toContain(
          matchTypedName(typed, registered),
        )
      }),
    )
  })
})

describe('of any two names', () => {
  it('the answer is the same the other way round', () => {
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        expect(matchNames(a, b)).toBe(matchNames(b, a))
      }),
    )
  })

  it('the order of words does not matter', () => {
    const shuffled = words.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, words, ([all, other], b) => {
        expect(matchNames(all.join(' '), b.join(' '))).toBe(
          matchNames(other.join(' '), b.join(' ')),
        )
        expect(matchNames(all.join(' '), other.join(' '))).toBe('match')
      }),
    )
  })

  it('a name matches itself, in any capitals and with a title', () => {
    fc.assert(
      fc.property(anyName, (text) => {
        const parsed = parseName(text)
        if (!parsed.ok) return
        expect(matchNames(parsed.name, parsed.name)).toBe('match')
      }),
    )
    fc.assert(
      fc.property(words, (all) => {
        const name = all.join(' ')
        expect(matchNames(name, name.toUpperCase())).toBe('match')
        expect(matchNames(name, `Shri ${name}`)).toBe('match')
      }),
    )
  })

  it('both forms of accents are alike', () => {
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        const answer = matchNames(a, b)
        expect(matchNames(a.normalize('NFD'), b.normalize('NFC'))).toBe(answer)
        expect(matchNames(a.normalize('NFC'), b.normalize('NFD'))).toBe(answer)
      }),
    )
  })

  it('an answer comes soon, however long they are', () => {
    const long = Array.from({ length: 50 }, (_, at) => String.fromCharCode(97 + (at % 26)))
    expect(matchNames(long.join(' '), long.toReversed().join('x '))).toBe('mismatch')
    expect(matchNames('d/o '.repeat(2000), `${'a '.repeat(5000)}b`)).toBe('mismatch')
  })
})
