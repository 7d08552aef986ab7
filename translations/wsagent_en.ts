<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>TrayText</name>
    <message numerus="yes">
        <source>WsAgent: %1 of %n gateway(s) running</source>
        <translation>
            <numerusform>WsAgent: %1 of %n gateway running</numerusform>
            <numerusform>WsAgent: %1 of %n gateways running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::FindingsWindow</name>
    <message numerus="yes">
        <source>%1: %n finding(s)</source>
        <translation>
            <numerusform>%1: %n finding</numerusform>
            <numerusform>%1: %n findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::SettingsDialog</name>
    <message numerus="yes">
        <source>%n profile(s), nothing to save.</source>
        <translation>
            <numerusform>%n profile, nothing to save.</numerusform>
            <numerusform>%n profiles, nothing to save.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::TrayApplication</name>
    <message numerus="yes">
        <source>Quitting stops %n gateway(s) that WsAgent runs.</source>
        <translation>
            <numerusform>Quitting stops %n gateway that WsAgent runs.</numerusform>
            <numerusform>Quitting stops %n gateways that WsAgent runs.</numerusform>
        </translation>
    </message>
</context>
</TS>
