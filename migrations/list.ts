/** Every migration in its order. A list and not a folder, since the bundled server has no folder to read. */
import * as sites from './0001-sites.ts';
import * as customers from './0002-customers.ts';
import * as signIn from './0003-sign-in.ts';
import * as mail from './0004-mail.ts';
import * as programs from './0005-programs.ts';
import * as purchases from './0006-purchases.ts';
import * as billing from './0007-billing.ts';
import * as courses from './0008-courses.ts';
import * as levels from './0009-levels.ts';
import * as phones from './0010-phones.ts';
import * as provider from './0011-provider.ts';
import * as claims from './0012-claims.ts';
import * as exportFile from './0013-export-file.ts';
import * as foreignKeys from './0014-foreign-keys.ts';
import * as staff from './0015-staff.ts';
import * as pages from './0016-pages.ts';
import * as programsAndRules from './0017-programs.ts';
import * as logo from './0018-logo.ts';
import * as care from './0019-care.ts';
import * as refusedLevels from './0020-refused-levels.ts';
import * as money from './0021-money.ts';

export const migrations = {
  '0001-sites': sites,
  '0002-customers': customers,
  '0003-sign-in': signIn,
  '0004-mail': mail,
  '0005-programs': programs,
  '0006-purchases': purchases,
  '0007-billing': billing,
  '0008-courses': courses,
  '0009-levels': levels,
  '0010-phones': phones,
  '0011-provider': provider,
  '0012-claims': claims,
  '0013-export-file': exportFile,
  '0014-foreign-keys': foreignKeys,
  '0015-staff': staff,
  '0016-pages': pages,
  '0017-programs': programsAndRules,
  '0018-logo': logo,
  '0019-care': care,
  '0020-refused-levels': refusedLevels,
  '0021-money': money,
};
