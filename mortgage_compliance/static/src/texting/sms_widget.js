import { SmsWidget } from "@sms/components/sms_widget/fields_sms_widget";

import { TextSegments } from "./text_segments";

SmsWidget.components = { ...SmsWidget.components, TextSegments };
