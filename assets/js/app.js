// Every page works without this file. Texts come from data attributes, already in the reader's language; elements are
// built with the DOM and never from markup (the content policy asks for Trusted Types).

import { copyButtons } from "./copy.js";
import { dateChips } from "./dates.js";
import { sayWhileMaking } from "./download.js";
import { drafts } from "./drafts.js";
import { drugPickers } from "./picker.js";
import { errorSummary } from "./errors.js";
import { findInList } from "./find.js";
import { noDoubleSubmit, warnBeforeLeaving } from "./forms.js";
import { invitation } from "./invitation.js";
import { outbox } from "./outbox.js";
import { partsOnDemand, withoutWhatScriptReplaces } from "./parts.js";
import { periods } from "./periods.js";
import { printButton } from "./print.js";
import { shell } from "./shell.js";
import { timeZone } from "./zone.js";

copyButtons();
dateChips();
drugPickers();
errorSummary();
findInList();
partsOnDemand();
withoutWhatScriptReplaces();
timeZone();
invitation();
periods();
printButton();
noDoubleSubmit();
sayWhileMaking();
warnBeforeLeaving();
shell().then(drafts);
outbox();
