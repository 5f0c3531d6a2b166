/** Lists names that are spelt in many ways, or shortened; the second is the spelling for all. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(md|mhd|mohd|mo[hu]?d|m[ou]h?[ao]mm?[aeiu]d)$/, 'mohammad'],
  [/^(sk|shk|sh(ai|ei|e|ay)i?kh?)$/, 'shaikh'],
  [/^(sd|s(y|ayy?|aiyy?)[aei]d|saied)$/, 'sayyad'],
  [/^ch(au|a|o|ou|ow|aw)dh?[aou]+r[iy]e?$/, 'chaudhari'],
  [/^a(g|gg)a?r(a)?wa+la?$/, 'agrawal'],
  [/^(kr|kumaar)$/, 'kumar'],
  [/^(pd|prd|p(r|ar)a+sh?a+d)$/, 'prasad'],
  [/^si[nm](g|gh|h)$/, 'singh'],
  [/^v[ae]rm+a+$/, 'varma'],
  [/^(aiy|ay|iy)y?[ae]r$/, 'iyer'],
  [/^n(air|a+i?y+[ae]r)$/, 'nayar'],
  [/^ah?m[ae]d$/, 'ahmad'],
  [/^h[aou]ss?[aei]+n$/, 'hussain'],
  [/^beg[au]m$/, 'begam'],
  [/^(m[ou]kh?[ae]r)(jee|ji|jea|jy)$/, 'mukharji'],
  [/^(ban|chat)[ae]r(jee|ji|jea|jy)$/, '$1arji'],
]

/** Lists what is one sound in names, in the order to fold it. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^(jn|dny|gn)/, 'gy'],
  [/ph/g, 'f'],
  [/x/g, 'ks'],
  [/sh+/g, 's'],
  [/th+/g, 't'],
  [/c+h+/g, 'c'],
  [/c(?=k)/g, ''],
  [/q/g, 'k'],
  [/w/g, 'v'],
  [/n(?=[bpm])/g, 'm'],
  [/a{2,}/g, 'a'],
  [/ee+|ii+|y$|ie$|iy/g, 'i'],
  [/oo+|uu+/g, 'u'],
  [/au|ou|ov(?![aeiou])/g, 'o'],
  [/a[iy](?![aeiou])|ey$/g, 'e'],
  [/av$/, 'ao'],
  [/([a-z])\1+/g, '$1'],
]

/** Spells a word so that usual ways to write one name in Latin letters are alike. */
export function spell(word: string): string {
  const known = SPELLINGS.find(([form]) => form.test(word))
  const usual = known ? word.replace(known[0], known[1]) : word
  return SOUNDS.reduce((text, [sound, letter]) => text.replace(sound, letter), usual)
}

/** Spells a spelt word loosely: no breath in consonants, no `a` but a first, no `-bhai`, `-ben`. */
export function spellLoosely(spelt: string): string {
  return spelt
    .replace(/([bdgjk])h/g, '$1')
    .replace(/z/g, 'j')
    .replace(/(?<!^)a/g, '')
    .replace(/(?<=...)(be|ben)$/, '')
    .replace(/[ei]nde?r$/, 'indr')
    .replace(/([a-z])\1+/g, '$1')
}
