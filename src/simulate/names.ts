import { hashOf } from './random.ts'

/** Invented people and firms. A given name has at most 9 letters and a family name 10, so both fit the 22 columns of an entry. */

const GIVEN = (
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica ' +
  'Thomas Sarah Carlos Karen Daniel Lisa Matthew Nancy Anthony Betty Mark Sandra Donald Margaret Steven Ashley Andrew ' +
  'Kimberly Paul Emily Joshua Donna Kenneth Michelle Kevin Carol Brian Amanda George Melissa Timothy Deborah Ronald ' +
  'Jason Rebecca Edward Laura Jeffrey Helen Ryan Sharon Jacob Cynthia Gary Kathleen Nicholas Amy Eric Angela Jonathan ' +
  'Shirley Stephen Anna Larry Brenda Justin Pamela Scott Emma Brandon Nicole Benjamin Samantha Samuel Katherine Gregory ' +
  'Priya Wei Fatima Omar Mei Ravi Amina Diego Lucia Mateo Sofia Hiro Yuki Ivan Olga Kwame Zola Tomas Ingrid'
)
  .split(' ')
  .filter(name => name.length <= 9)

const FAMILY = (
  'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson ' +
  'Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young ' +
  'Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter ' +
  'Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers ' +
  'Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez ' +
  'Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez ' +
  'Okafor Haddad Kowalski Novak Larsen Fischer Rossi Dubois Yamamoto Chen Singh Abebe Silva Costa'
)
  .split(' ')
  .filter(name => name.length <= 10)

const FIRM_FRONT = (
  'Cedar Summit Harbor Prairie Granite Maple Redwood Lakeside Northern Pioneer Beacon Sterling Copper Willow Falcon ' +
  'Evergreen Keystone Heritage Coastal Liberty Mesa Orchard Bluebird Ironwood Canyon Sunrise Juniper Anchor Aspen Delta'
).split(' ')
const FIRM_BACK = (
  'Dental Foods Motors Supply Realty Plumbing Design Labs Roofing Freight Bakery Health Farms Steel Press Tools Fitness ' +
  'Energy Media Paving Textile Optics Catering Timber Marine'
).split(' ')
const FIRM_FORM = ['LLC', 'Inc', 'Co', 'LP'] as const

export interface PersonName {
  readonly given: string
  readonly middle: string
  readonly family: string
}

export function personName(key: number, index: number): PersonName {
  return {
    given: at(GIVEN, hashOf(key, index, 11)),
    middle: String.fromCharCode(65 + (hashOf(key, index, 12) % 26)),
    family: at(FAMILY, hashOf(key, index, 13)),
  }
}

export function firmName(key: number, index: number): string {
  return `${at(FIRM_FRONT, hashOf(key, index, 21))} ${at(FIRM_BACK, hashOf(key, index, 22))} ${at(FIRM_FORM, hashOf(key, index, 23))}`
}

/** How the account's holder is kept on our books: some with a middle initial, some jointly. */
export function holderName(name: PersonName, form: number): string {
  if (form % 7 === 0) return `${name.given} ${name.middle} ${name.family}`
  if (form % 11 === 0) return `${name.given} & ${otherGiven(name)} ${name.family}`
  return `${name.given} ${name.family}`
}

/** How senders write the same person: upper case, turned round, with initials. The family name is always whole. */
export function writtenName(name: PersonName, form: number): string {
  const given = name.given.toUpperCase()
  const family = name.family.toUpperCase()
  switch (form % 8) {
    case 0:
      return `${family} ${given}`
    case 1:
      return `${family}, ${given}`
    case 2:
      return `${given} ${name.middle} ${family}`
    case 3:
      return `${given.charAt(0)} ${family}`
    default:
      return `${given} ${family}`
  }
}

/** Another given name, for joint holders. */
function otherGiven(name: PersonName): string {
  return at(GIVEN, GIVEN.indexOf(name.given) + 17)
}

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T // inside the list, which is not empty
}
